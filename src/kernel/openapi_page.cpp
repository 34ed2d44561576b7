#include <boost/json.hpp>

#include "kernel/openapi.hpp"

namespace kontor {

namespace json = boost::json;

namespace {

constexpr std::string_view kSchemaPrefix = "#/components/schemas/";

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --line: #8884; --dim: #777; --tint: #8881;
  --link: light-dark(#0b6b70, #6fc7cb); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; display: grid;
  grid-template-columns: 18rem minmax(0, 1fr); }
nav { border-right: 1px solid var(--line); padding: 1rem; height: 100vh; overflow: auto;
  position: sticky; top: 0; box-sizing: border-box; font-size: 13px; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
main { padding: 1rem 2rem 6rem; max-width: 62rem; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
section { border-top: 1px solid var(--line); margin-top: 1.5rem; scroll-margin-top: 0; }
h1 { margin-top: 0; } h3 { margin-bottom: .25rem; } h4 { margin: 1rem 0 .25rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--tint); padding: .75rem; overflow: auto; border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
td, th { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); }
th { width: 11rem; } td p { margin: 0; } td:nth-child(4) { width: 45%; }
.verb { font-weight: 700; } .dim { color: var(--dim); }
details > summary { cursor: pointer; }
@media (max-width: 50rem) { body { display: block; }
  nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
)";

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char letter : text) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

// The little Markdown that descriptions use: paragraphs and `code`.
std::string prose(std::string_view text) {
  std::string out = "<p>";
  bool code = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`') {
      out += code ? "</code>" : "<code>";
      code = !code;
    } else if (text.substr(i).starts_with("\n\n")) {
      out += "</p><p>";
      ++i;
    } else {
      out += escape(text.substr(i, 1));
    }
  }
  return out + (code ? "</code>" : "") + "</p>";
}

// Indented by two blanks, as people write it.
void print(const json::value& value, std::string& out, const std::string& indent) {
  const std::string deeper = indent + "  ";
  const char* separator = "\n";
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    out += '{';
    for (const auto& [name, member] : *object) {
      out.append(separator).append(deeper).append(json::serialize(json::string(name)));
      out += ": ";
      print(member, out, deeper);
      separator = ",\n";
    }
    out.append("\n").append(indent).append("}");
  } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    out += '[';
    for (const json::value& member : *array) {
      out.append(separator).append(deeper);
      print(member, out, deeper);
      separator = ",\n";
    }
    out.append("\n").append(indent).append("]");
  } else {
    out += json::serialize(value);
  }
}

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// "text, at most 70 characters"; named schemas are links.
std::string type_text(const json::object& schema) {
  const std::string reference = text_of(schema, "$ref");
  if (reference.starts_with(kSchemaPrefix)) {
    const std::string name = escape(reference.substr(kSchemaPrefix.size()));
    return "<a href=\"#schema-" + name + "\">" + name + "</a>";
  }
  for (const char* const key : {"oneOf", "anyOf", "allOf"}) {
    const auto* options = schema.if_contains(key);
    if (options == nullptr) continue;
    std::string text;
    for (const json::value& option : options->as_array()) {
      if (!text.empty()) text += std::string_view(key) == "allOf" ? " and " : " or ";
      text += type_text(option.as_object());
    }
    return text;
  }
  if (const auto* options = schema.if_contains("enum")) {
    std::string text;
    for (const json::value& option : options->as_array()) {
      if (!text.empty()) text += ", ";
      text +=
          "<code>" +
          escape(option.is_string() ? std::string(option.get_string()) : json::serialize(option)) +
          "</code>";
    }
    return text;
  }
  const std::string type = text_of(schema, "type");
  if (type == "array" && schema.contains("items")) {
    std::string text = "list of " + type_text(schema.at("items").as_object());
    if (const auto* most = schema.if_contains("maxItems")) {
      text += ", at most " + json::serialize(*most);
    }
    return text;
  }
  std::string text = type.empty() ? "anything" : escape(type);
  if (const auto* most = schema.if_contains("maxLength")) {
    text += ", at most " + json::serialize(*most) + " characters";
  }
  if (const auto* least = schema.if_contains("minimum")) {
    text += ", from " + json::serialize(*least);
  }
  if (const auto* most = schema.if_contains("maximum")) {
    text += ", to " + json::serialize(*most);
  }
  return text;
}

class Page {
 public:
  explicit Page(const json::object& document) : document_(document) {}

  std::string make() {
    const json::object& info = document_.at("info").as_object();
    const std::string title = escape(text_of(info, "title")) + " API";
    out_ = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + title +
           "</title><meta name=\"viewport\" content=\"width=device-width\">"
           "<style nonce=\"__CSP_NONCE__\">" +
           std::string(kStyle) + "</style></head><body>";
    contents();
    out_ += "<main><h1>" + title + " <small class=\"dim\">" + escape(text_of(info, "version")) +
            "</small></h1>" + prose(text_of(info, "description"));
    out_ += "<p>The same as a document for machines: <a href=\"" + server() +
            "/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>";
    for (const json::value& tag : document_.at("tags").as_array()) operations_of(tag.as_object());
    out_ += "<h2 id=\"schemas\">Schemas</h2>";
    for (const auto& [name, schema] : document_.at("components").at("schemas").as_object()) {
      one_schema(name, schema.as_object());
    }
    return std::move(out_) + "</main></body></html>";
  }

 private:
  std::string server() const {
    return escape(text_of(document_.at("servers").as_array().at(0).as_object(), "url"));
  }

  template <class Visit>
  void for_each_operation(const std::string& tag, Visit visit) const {
    for (const auto& [path, methods] : document_.at("paths").as_object()) {
      for (const auto& [method, operation] : methods.as_object()) {
        const json::object& one = operation.as_object();
        if (one.at("tags").as_array().at(0).as_string() != tag) continue;
        std::string verb(method);
        for (char& letter : verb) letter = static_cast<char>(letter - 'a' + 'A');
        visit(std::string(path), verb, one);
      }
    }
  }

  void contents() {
    out_ += "<nav aria-label=\"Contents\">";
    for (const json::value& tag : document_.at("tags").as_array()) {
      const std::string name = text_of(tag.as_object(), "name");
      out_ += "<strong>" + escape(name) + "</strong><ul>";
      for_each_operation(
          name, [&](const std::string& path, const std::string& verb, const json::object& one) {
            out_ += "<li><a href=\"#" + escape(text_of(one, "operationId")) +
                    "\"><span class=\"verb\">" + verb + "</span> " + escape(path) + "</a></li>";
          });
      out_ += "</ul>";
    }
    out_ += "<a href=\"#schemas\"><strong>Schemas</strong></a></nav>";
  }

  void operations_of(const json::object& tag) {
    const std::string name = text_of(tag, "name");
    out_ += "<h2>" + escape(name) + "</h2>" + prose(text_of(tag, "description"));
    for_each_operation(name, [&](const std::string& path, const std::string& verb,
                                 const json::object& one) { operation(path, verb, one); });
  }

  void operation(const std::string& path, const std::string& verb, const json::object& one) {
    out_ += "<section id=\"" + escape(text_of(one, "operationId")) + "\"><h3>" +
            escape(text_of(one, "summary")) + "</h3><p><code><span class=\"verb\">" + verb +
            "</span> " + server() + escape(path) + "</code></p>";
    const std::string description = text_of(one, "description");
    if (!description.empty()) out_ += prose(description);
    if (one.at("security").as_array().empty()) {
      out_ += "<p class=\"dim\">Open to everyone.</p>";
    }
    parameters(one);
    request(path, verb, one);
    responses(one);
    out_ += "</section>";
  }

  const json::object& resolved(const json::value& parameter) const {
    const json::object& object = parameter.as_object();
    const std::string reference = text_of(object, "$ref");
    if (reference.empty()) return object;
    const std::string name = reference.substr(reference.rfind('/') + 1);
    return document_.at("components").at("parameters").at(name).as_object();
  }

  void parameters(const json::object& one) {
    const auto* list = one.if_contains("parameters");
    if (list == nullptr) return;
    out_ += "<h4>Parameters</h4><table>";
    for (const json::value& entry : list->as_array()) {
      const json::object& parameter = resolved(entry);
      const auto* required = parameter.if_contains("required");
      out_ += "<tr><th><code>" + escape(text_of(parameter, "name")) + "</code></th><td>" +
              escape(text_of(parameter, "in")) +
              (required != nullptr && required->as_bool() ? "" : ", optional") + "</td><td>" +
              type_text(parameter.at("schema").as_object()) + "</td><td>" +
              prose(text_of(parameter, "description")) + "</td></tr>";
    }
    out_ += "</table>";
  }

  // What is sent and received as `content`; `what` is the heading.
  void body(const json::object& holder, const std::string& what) {
    const auto* content = holder.if_contains("content");
    if (content == nullptr) return;
    for (const auto& [type, media] : content->as_object()) {
      const json::object& schema = media.at("schema").as_object();
      out_ += "<h4>" + what + " <span class=\"dim\">" + escape(type) + "</span></h4><p>" +
              type_text(schema) + "</p>";
      if (!std::string_view(type).ends_with("json")) continue;
      const auto* given = media.as_object().if_contains("example");
      std::string text;
      print(given != nullptr ? *given : example_of(document_, schema), text, "");
      out_ += "<details><summary>Example</summary><pre>" + escape(text) + "</pre></details>";
    }
  }

  void request(const std::string& path, const std::string& verb, const json::object& one) {
    if (const auto* wanted = one.if_contains("requestBody")) body(wanted->as_object(), "Body");
    std::string command = "curl";
    if (verb != "GET") command += " -X " + verb;
    if (!one.at("security").as_array().empty()) {
      command += " -H 'Authorization: Bearer $KONTOR_KEY'";
    }
    if (const auto* list = one.if_contains("parameters")) {
      for (const json::value& entry : list->as_array()) {
        if (text_of(resolved(entry), "name") == "If-Match") command += " -H 'If-Match: \"7\"'";
      }
    }
    if (one.contains("requestBody")) {
      command += " -H 'Content-Type: application/json' -d @body.json";
    }
    out_ += "<pre>" + escape(command) + " \"$KONTOR_URL" + server() + escape(path) + "\"</pre>";
  }

  void responses(const json::object& one) {
    std::string errors;
    for (const auto& [status, response] : one.at("responses").as_object()) {
      const json::object& answer = response.as_object();
      if (status.starts_with("2")) {
        body(answer, "Answer " + std::string(status));
        if (!answer.contains("content")) {
          out_ += "<h4>Answer " + std::string(status) + "</h4><p>Without a body.</p>";
        }
        continue;
      }
      errors += "<tr><th>" + std::string(status) + "</th><td>" +
                prose(text_of(answer, "description")) + "</td></tr>";
    }
    out_ += "<details><summary>Errors</summary><table>" + errors + "</table></details>";
  }

  void one_schema(std::string_view name, const json::object& schema) {
    out_ += "<section id=\"schema-" + escape(name) + "\"><h3>" + escape(name) + "</h3>";
    const std::string description = text_of(schema, "description");
    if (!description.empty()) out_ += prose(description);
    const auto* properties = schema.if_contains("properties");
    if (properties == nullptr) {
      out_ += "<p>" + type_text(schema) + "</p></section>";
      return;
    }
    const auto* required = schema.if_contains("required");
    out_ += "<table>";
    for (const auto& [member, property] : properties->as_object()) {
      bool needed = false;
      if (required != nullptr) {
        for (const json::value& one : required->as_array()) {
          needed = needed || one.as_string() == member;
        }
      }
      out_ += "<tr><th><code>" + escape(member) + "</code></th><td>" +
              type_text(property.as_object()) + "</td><td class=\"dim\">" +
              (needed ? "" : "optional") + "</td><td>" +
              escape(text_of(property.as_object(), "description")) + "</td></tr>";
    }
    out_ += "</table></section>";
  }

  const json::object& document_;
  std::string out_;
};

}  // namespace

std::string build_api_page(const json::object& document) { return Page(document).make(); }

}  // namespace kontor
