// The API describes itself.

#include "kernel/api.hpp"

namespace kontor {

boost::json::object Api::openapi() const {
  ApiInfo info;
  info.version = KONTOR_VERSION;
  info.description =
      "The order desk. Everything that the web UI does goes through this interface.";
  return build_openapi(info, docs_, schemas_);
}

}  // namespace kontor
