/* Counts fsync and fdatasync of a process and makes each one slower, to stand for a slow disk.
   Loaded with LD_PRELOAD; SYNC_SHIM_MS is the pause, SYNC_SHIM_COUNT a file of eight bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static _Atomic uint64_t *count;
static long pause_ms;

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("SYNC_SHIM_COUNT"), *pause = getenv("SYNC_SHIM_MS");
  pause_ms = pause ? atol(pause) : 0;
  int descriptor = file ? open(file, O_RDWR) : -1;
  if (descriptor < 0) return;
  void *page = mmap(0, 8, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (page != MAP_FAILED) count = page;
}

static int slowly(const char *name, int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  struct timespec pause = {pause_ms / 1000, pause_ms % 1000 * 1000000};
  if (pause_ms) nanosleep(&pause, 0);
  if (count) atomic_fetch_add(count, 1);
  return real(descriptor);
}

int fsync(int descriptor) { return slowly("fsync", descriptor); }
int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
