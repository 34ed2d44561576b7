#include "kernel/file_type.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kernel/text.hpp"

using namespace kontor;

TEST_CASE("a file is what its bytes say, whatever its name says") {
  CHECK(media_type_of("\x89PNG\r\n\x1a\n...", "rechnung.pdf") == "image/png");
  CHECK(media_type_of("\xff\xd8\xff\xe0", "x.txt") == "image/jpeg");
  CHECK(media_type_of("GIF89a", "x") == "image/gif");
  CHECK(media_type_of(std::string("RIFF\0\0\0\0WEBPVP8 ", 16), "x") == "image/webp");
  CHECK(media_type_of("%PDF-1.7\n", "bild.png") == "application/pdf");
  CHECK(media_type_of(std::string("\0\0\0\x18"
                                  "ftypheic",
                                  12),
                      "x.jpg") == "image/heic");
  CHECK(media_type_of("PK\x03\x04", "x.png") == "application/zip");
  CHECK(media_type_of("sku;menge\nTS-260;4\n", "liste.csv") == "text/csv");
  CHECK(media_type_of("Gr\xfc\xdf"
                      "e aus Bremen\r\n",
                      "brief") == "text/plain");
  CHECK(media_type_of(std::string("MZ\x90\0\x03", 5), "bild.png") == "application/octet-stream");
  CHECK(media_type_of("", "x.png") == "application/octet-stream");
  CHECK(media_type_of("From: a@b.example\nDate: x\nMessage-ID: <y>\n\n<html>", "x.txt") ==
        "message/rfc822");
}

TEST_CASE("office files are known by what is in their archive") {
  const std::string entry = std::string("PK\x03\x04") + std::string(26, '\0');
  CHECK(media_type_of(entry + "[Content_Types].xml....word/document.xml", "x") ==
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  CHECK(media_type_of(entry + "[Content_Types].xml....xl/workbook.xml", "x.zip") ==
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  CHECK(media_type_of(entry + "mimetypeapplication/vnd.oasis.opendocument.text", "x") ==
        "application/vnd.oasis.opendocument.text");
  const std::string compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
  CHECK(media_type_of(compound, "alt.DOC") == "application/msword");
  CHECK(media_type_of(compound, "alt.html") == "application/x-ole-storage");
}

TEST_CASE("what a browser could run is never handed out as what it is") {
  for (const std::string& hostile :
       {std::string("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        std::string("<?xml version='1.0'?><!-- x --><SVG/>"), std::string("  <!DocType HTML>"),
        std::string("\xef\xbb\xbf<script>alert(1)</script>"), std::string("x\n<IFRAME src=x>"),
        std::string("<?xml version='1.0'?><r xmlns:x='http://www.w3.org/1999/xhtml'/>")}) {
    CAPTURE(hostile);
    const std::string type = media_type_of(hostile, "bild.png");
    CHECK_FALSE(is_harmless_type(type));
    CHECK(type != "text/plain");
  }
  CHECK(is_harmless_type("image/png"));
  CHECK(is_harmless_type("application/pdf"));
  CHECK_FALSE(is_harmless_type("message/rfc822"));
  CHECK_FALSE(is_harmless_type("application/octet-stream"));
}

TEST_CASE("file names are one harmless line that stays readable") {
  CHECK(clean_file_name("C:\\Users\\anna\\Plan 1.pdf") == "Plan 1.pdf");
  CHECK(clean_file_name("../../etc/passwd") == "passwd");
  CHECK(clean_file_name("a\r\nContent-Type: x\r\n\r\n.pdf") == "aContent-Type: x.pdf");
  CHECK(clean_file_name("rechnung\xe2\x80\xae"
                        "fdp.exe") == "rechnungfdp.exe");
  CHECK(clean_file_name("\xe2\x81\xa6x\xe2\x80\xa8y\xe2\x80\x8b.txt") == "xy.txt");
  CHECK(clean_file_name("u\xcc\x88.txt") == "\xc3\xbc.txt");
  CHECK(clean_file_name("\xff.txt") == "\xef\xbf\xbd.txt");
  // What stood between letter and accent is gone, so they are one letter.
  CHECK(clean_file_name("e\xe2\x80\x8b\xcc\x81.txt") == "\xc3\xa9.txt");
  for (const char* nothing : {"", ".", "..", "/", "a/..", "\n\n", "  "}) {
    CHECK(clean_file_name(nothing) == "file");
  }
  const std::string longest = clean_file_name(std::string(500, 'a') + ".tar");
  CHECK(character_count(longest) == 120);
  CHECK(longest.ends_with("a.tar"));
}

TEST_CASE("a name stands in a header so that old and new browsers read it") {
  CHECK(content_disposition("attachment", "Maß \"1\".pdf") ==
        "attachment; filename=\"Ma_ _1_.pdf\"; filename*=UTF-8''Ma%C3%9F%20%221%22.pdf");
  CHECK(content_disposition("inline", "a\r\nX: y").find('\n') == std::string::npos);
}
