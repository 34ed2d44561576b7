#include "kernel/pdf_objects.hpp"

namespace kontor {

std::string with_language(std::string pdf, std::string_view language) {
  const auto word_after = [&](std::string_view mark) {
    const auto at = pdf.rfind(mark);
    if (at == std::string::npos) return std::string();
    const auto start = at + mark.size();
    return pdf.substr(start, pdf.find_first_not_of("0123456789", start) - start);
  };
  const std::string root = word_after("/Root ");
  const std::string info = word_after("/Info ");
  const std::string size = word_after("/Size ");
  const std::string table = word_after("startxref\n");
  if (root.empty() || info.empty() || size.empty() || table.empty()) return pdf;
  const std::string head = "\n" + root + " 0 obj\n<<";
  const auto start = pdf.rfind(head);
  const auto end = start == std::string::npos ? start : pdf.find(">>\nendobj", start);
  if (end == std::string::npos) return pdf;
  const std::string entries = pdf.substr(start + head.size(), end - start - head.size());
  if (entries.find("/Lang") != std::string::npos) return pdf;

  const std::size_t object_at = pdf.size();
  pdf += root + " 0 obj\n<<" + entries + "   /Lang (" + std::string(language) +
         ")\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n";
  const std::size_t table_at = pdf.size();
  const std::string offset = std::to_string(object_at);
  pdf += "xref\n" + root + " 1\n" + std::string(10 - offset.size(), '0') + offset +
         " 00000 n \ntrailer\n<< /Size " + size + "\n   /Root " + root + " 0 R\n   /Info " + info +
         " 0 R\n   /Prev " + table + "\n>>\nstartxref\n" + std::to_string(table_at) + "\n%%EOF\n";
  return pdf;
}

}  // namespace kontor
