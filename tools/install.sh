# What must be on the machine: Debian packages, Node, the web's npm packages.

# Names differ between Debian 12, Debian 13 and Ubuntu 24.04 only for Boost and clang-format.
build_packages=(
  g++ cmake ninja-build pkg-config ccache mold python3 brotli ca-certificates
  libsqlite3-dev libpq-dev libsodium-dev libspdlog-dev libcli11-dev libtomlplusplus-dev
  prometheus-cpp-dev libcurl4-openssl-dev libicu-dev libgmime-3.0-dev zlib1g-dev
  libcmark-gfm-dev libpango1.0-dev libcairo2-dev libturbojpeg0-dev libpng-dev libwebp-dev libgif-dev
)
tests_packages=(
  doctest-dev librapidcheck-dev postgresql python3-aiosmtpd openssl git faketime e2fsprogs
  poppler-utils dovecot-imapd
)
browser_packages=(chromium-headless-shell)
fuzz_packages=(clang-19 libclang-rt-19-dev)
fmt_packages=(clang-format)
bench_packages=(wrk nginx-light postgresql)
boost_versions=(1.81 1.83 1.88 1.90)
node_minimum=20.19
node_version=22.23.3
npm_version=11.21.2

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "This needs root or sudo: $*" >&2
    return 1
  fi
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

is_available() {
  [[ $(LC_ALL=C apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [0-9] ]]
}

# Prints the packages of the named sets that are missing here.
missing_packages() {
  local set package version boost=''
  for set in "$@"; do
    local -n packages="${set}_packages"
    for package in "${packages[@]}"; do
      is_installed "$package" || echo "$package"
    done
  done
  for version in "${boost_versions[@]}"; do
    if is_installed "libboost-json$version-dev"; then boost=$version; fi
  done
  for version in "${boost_versions[@]}"; do
    if [ -z "$boost" ] && is_available "libboost-json$version-dev"; then boost=$version; fi
  done
  boost=${boost:-${boost_versions[0]}}
  for package in "libboost$boost-dev" "libboost-json$boost-dev" "libboost-url$boost-dev"; do
    is_installed "$package" || echo "$package"
  done
}

install_packages() {
  local missing
  as_root apt-get update
  mapfile -t missing < <(missing_packages "$@")
  echo "Installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"
}

need_packages() {
  [ -n "$(missing_packages "$@")" ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "Not a Debian-like system. Please install what corresponds to:" >&2
    missing_packages "$@" >&2
    exit 1
  fi
  step packages "Install packages" retry_once install_packages "$@"
}

# Those that a system may not have: without them what needs them is skipped, loudly.
want_packages() {
  local package
  for package in $(missing_packages "$@"); do
    # The lists may be older than the package, or not there yet.
    is_available "$package" || as_root apt-get update >/dev/null 2>&1 || true
    is_available "$package" || return 0
  done
  need_packages "$@"
}

retry_once() {
  "$@" || {
    echo "Once more in 5 seconds"
    sleep 5
    "$@"
  }
}

# The machine's Node if it is new enough, else npm's `node` package in ./.node. npm comes along:
# Debian's npm 9 does not install the optional native parts of Vite 8.
need_node() {
  local own=$PWD/.node/node_modules
  if node_is_new_enough && npm --version >/dev/null 2>&1; then return 0; fi
  export PATH=$own/node/bin:$own/.bin:$PATH
  if node_is_new_enough; then return 0; fi
  if ! command -v npm >/dev/null; then
    build_packages+=(npm)
    need_packages build
  fi
  step node "Install Node $node_version" retry_once install_node
  hash -r
  node_is_new_enough || {
    echo "Node >= $node_minimum is needed, found $(node --version)" >&2
    exit 1
  }
}

node_is_new_enough() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  [ "$(printf '%s\n' "$node_minimum" "${version#v}" | sort -V | head -n 1)" = "$node_minimum" ]
}

install_node() {
  mkdir -p .node
  npm install --prefix .node --no-save --no-audit --no-fund "node@$node_version" "npm@$npm_version"
}

# Runs COMMAND as a step unless the stamp says that the same inputs were done before.
#   stamped STAMP KEY TITLE "INPUT..." COMMAND...
stamped() {
  local stamp=$1 key=$2 title=$3 inputs=$4 hash
  hash=$(hash_of $inputs)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ]; then return 0; fi
  rm -f "$stamp"
  step "$key" "$title" "${@:5}"
  mkdir -p "$(dirname "$stamp")"
  echo "$hash" >"$stamp"
}

hash_of() {
  # Not every named input exists in every state of the tree.
  { find "$@" -type f -print0 2>/dev/null || true; } | LC_ALL=C sort -z | xargs -0 sha256sum |
    sha256sum | cut -d' ' -f1
}

web_packages() {
  stamped web/node_modules/.kontor-stamp npm "Web packages" \
    "web/package.json web/package-lock.json" \
    retry_once npm --prefix web ci --no-audit --no-fund
}

web_build() {
  # The stamp goes with the result: without web/dist nothing was built.
  [ -f web/dist/index.html ] || rm -f build/stamps/web-build
  stamped build/stamps/web-build web-build "Web UI" \
    "web/src web/public web/index.html web/portal.html web/package-lock.json web/vite.config.ts
     web/tsconfig.json texts" \
    npm --prefix web run build
}
