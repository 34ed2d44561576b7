// Files of orders over HTTP. Whatever came from a stranger is handed out so that no browser runs
// it: as a download, in a sandbox, and as a picture in its place only when it was decoded as one.

#include "conversation/files.hpp"
#include "kernel/api.hpp"
#include "kernel/file_type.hpp"
#include "kernel/multipart.hpp"
#include "kernel/text.hpp"
#include "orders/commands.hpp"

namespace kontor {
namespace {

constexpr std::size_t kAroundFile = 64 * 1024;

ParameterDoc flag(std::string name, std::string description) {
  ParameterDoc doc;
  doc.name = std::move(name);
  doc.description = std::move(description);
  return doc;
}

bool is_set(const Call& call, const std::string& name) {
  const std::string value = call.query(name);
  if (value.empty() || value == "0" || value == "false") return false;
  if (value == "1" || value == "true") return true;
  throw Refused::field("?" + name, "not_allowed", "true, false",
                       first_graphemes(repaired_utf8(value), 60));
}

/// The form's file, before anything is decided about it.
const http::Part& file_part(const http::Multipart& form, const FileLimits& limits,
                            std::size_t size) {
  if (form.error == http::MultipartError::not_multipart) throw Refused(kUnsupportedMedia);
  if (form.error == http::MultipartError::part_too_large ||
      form.error == http::MultipartError::total_too_large) {
    throw Refused::field("/file", "file_over_limit", std::to_string(limits.bytes),
                         std::to_string(size));
  }
  if (form.error != http::MultipartError::none) {
    throw Refused(kBadRequest, {{"what", std::string("multipart/form-data")}});
  }
  const http::Part* file = form.find("file");
  if (file == nullptr || !file->file_name) throw Refused::field("/file", "file_missing");
  return *file;
}

std::function<FileView(Tx&)> upload(const Services& services, Database& database,
                                    const Call& call) {
  const bool internal = is_set(call, "internal");
  const auto order = call.id<OrderId>("id");
  // Before bytes are read and pictures decoded; asked again when the row is written.
  database.read_wait(call.actor.tenant,
                     [&](Tx& tx) { check_room_for_file(tx, call.actor, order, internal); });
  const FileLimits limits = file_limits(services.config);
  const auto bytes = static_cast<std::size_t>(limits.bytes);
  const auto form =
      http::parse_multipart(call.request.body, call.request.headers.get("Content-Type"),
                            {.max_parts = 5,
                             .max_header_bytes = 4096,
                             .max_part_bytes = bytes,
                             .max_total_bytes = bytes + kAroundFile});
  const http::Part& part = file_part(form, limits, call.request.body.size());
  KeptFile kept = keep_file(services.blobs, *part.file_name, part.content, limits);
  return [kept = std::move(kept), owner = call.actor_owner, order, internal](Tx& tx) {
    return add_loose_file(tx, *owner, order, kept, internal);
  };
}

http::Response bytes_response(const BlobStore& blobs, const std::string& hash) {
  const auto bytes = blobs.get(hash);
  if (!bytes) throw Refused(kFileNotHere);
  http::Response response;
  response.body.assign(bytes->begin(), bytes->end());
  // Asked for each time, because rights end; sent only once.
  response.headers.set("Cache-Control", "private, no-cache");
  response.headers.set("ETag", '"' + hash + '"');
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; sandbox; frame-ancestors 'none'");
  return response;
}

/// A picture in a page comes without the header that says for which of his accounts its reader
/// acts: then each of them counts.
OrderFile readable_file(Tx& tx, const Call& call) {
  const auto id = call.id<FileId>("id");
  if (call.request.headers.get("Kontor-Account").empty()) {
    Actor reader = call.actor;
    for (std::size_t i = 0; i < reader.memberships.size(); ++i) {
      reader.acting = i;
      if (auto file = find_file(tx, reader, id)) return std::move(*file);
    }
  }
  return load_file(tx, call.actor, id);
}

http::Response content(const Services& services, Tx& tx, const Call& call) {
  const OrderFile file = readable_file(tx, call);
  const bool inline_picture = is_set(call, "inline") && file.width.has_value();
  http::Response response = bytes_response(services.blobs, file.file_hash);
  response.content_type =
      is_harmless_type(file.media_type) ? file.media_type : "application/octet-stream";
  if (file.media_type.starts_with("text/") && is_valid_utf8(response.body)) {
    response.content_type += is_harmless_type(file.media_type) ? "; charset=utf-8" : "";
  }
  response.headers.set("Content-Disposition",
                       content_disposition(inline_picture ? "inline" : "attachment", file.name));
  return response;
}

http::Response thumbnail(const Services& services, Tx& tx, const Call& call) {
  const OrderFile file = readable_file(tx, call);
  if (!file.thumbnail_hash) throw Refused(kNotFound);
  http::Response response = bytes_response(services.blobs, *file.thumbnail_hash);
  response.content_type = media_type_of(response.body, "");
  response.headers.set("Content-Disposition", "inline");
  return response;
}

void add_upload_route(Api& api, const Services& services) {
  const FileLimits limits = file_limits(services.config);
  api.write_prepared(
      http::Method::post, "/orders/{id}/files",
      {.summary = "Uploads a file for a message or note of a cart or an order",
       .tag = "Files",
       .status = 201,
       .query = {flag("internal", "true: for a note, which only staff ever see.")},
       .errors = {kTooManyFiles, kUnsupportedMedia},
       .description = "multipart/form-data with `file`. It is in no entry yet and seen by nobody "
                      "else; a message or note takes it along by its id (`file_ids`) within a day, "
                      "then it is gone. What it is follows from its bytes. Position, camera and "
                      "comments are taken out of pictures.",
       .operation_id = "upload_file",
       .limits = {.max_body_bytes = static_cast<std::size_t>(limits.bytes) + kAroundFile,
                  .timeout_ms = 60'000}},
      [&services](Database& database, const Call& call) {
        return upload(services, database, call);
      });
}

}  // namespace

void add_file_routes(Api& api, const Services& services) {
  add_upload_route(api, services);
  api.read("/files/{id}/content",
           {.summary = "Reads a file",
            .tag = "Files",
            .query = {flag("inline", "1: a picture is shown in its place, not saved.")},
            .errors = {kFileNotHere},
            .description = "As a download; a JPEG, PNG, GIF or WebP that could be decoded is sent "
                           "inline when asked for. HTML, SVG and XML come as bytes without a kind.",
            .operation_id = "read_file"},
           [&services](Tx& tx, const Call& call) { return content(services, tx, call); });
  api.read("/files/{id}/thumbnail",
           {.summary = "Reads the small form of a picture",
            .tag = "Files",
            .errors = {kFileNotHere},
            .description = "JPEG or PNG, upright, longest side 480. not_found for what is no "
                           "picture.",
            .operation_id = "read_thumbnail"},
           [&services](Tx& tx, const Call& call) { return thumbnail(services, tx, call); });
  api.write(http::Method::remove, "/files/{id}",
            {.summary = "Deletes a file that is in no message or note yet, by who uploaded it",
             .tag = "Files",
             .operation_id = "delete_file"},
            [](Tx& tx, const Call& call) {
              delete_loose_file(tx, call.actor, call.id<FileId>("id"));
              return Nothing{};
            });
}

}  // namespace kontor
