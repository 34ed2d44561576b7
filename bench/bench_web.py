"""./dev bench web: each main route in Chromium with a processor that is slowed down four times."""
import argparse
import json
import re
import subprocess

import data
import measure
from kit import machine
from kit.client import Client
from kit.desk import ADMIN, PASSWORD
from kit.server import Server, environment

RATE = 4
USABLE_MS, KEY_MS = 1000, 100
# web/tools/budgets.mjs holds the build to the same.
SCRIPT_KB = {"desk": 150, "portal": 110}


def demo(program, name):
    folder = machine.new_folder()
    told = machine.run([program, "demo"], cwd=folder,
                       env=environment({"KONTOR_DATA_DIR": str(folder)})).stdout
    customer = re.search(r"^\s*(\S+@\S+)\s+.*buyer of Media Markt Bremen Waterfront$", told, re.M)
    server = Server(program, folder, {"KONTOR_DATA_DIR": str(folder)})
    server.start(60)
    return {"name": name, "url": f"http://127.0.0.1:{server.port}", "large": False, "logins": {
        "admin": {"email": ADMIN, "password": PASSWORD},
        "customer": {"email": customer.group(1), "password": PASSWORD}}}


def large(orders):
    """One merchant with many orders. Nobody knows the password there, so it is set by a link."""
    folder, _, _ = data.sqlite(orders, 1)
    settings = {"KONTOR_DATA_DIR": str(folder)}
    link = machine.run([measure.KONTOR, "user", "link", ADMIN], cwd=folder,
                       env=environment(settings)).stdout
    server = Server(measure.KONTOR, folder, settings)
    server.start(60)
    token = re.search(r"/password/(\S+)", link).group(1)
    answer = Client(server.port).call("POST", f"/password-resets/{token}", {"password": PASSWORD})
    if answer.status != 204:
        raise machine.Broken(f"setting a password: {answer}")
    return {"name": f"{orders:,} orders", "url": f"http://127.0.0.1:{server.port}", "large": True,
            "logins": {"admin": {"email": ADMIN, "password": PASSWORD}}}


def visits(wanted):
    """One dictionary per visit, as web/e2e/measure.mjs prints them."""
    process = machine.start(["node", "e2e/measure.mjs", json.dumps(wanted)],
                            cwd=measure.ROOT / "web", stdout=subprocess.PIPE, text=True)
    seen = []
    for line in process.stdout:
        one = json.loads(line)
        seen.append(one)
        print(f"  round {one['round']}/{wanted['rounds']}  {one['set']}  {one['route']}  "
              f"{one['rate']}x  usable {one['first_ms']:.0f} ms", flush=True)
    if process.wait() != 0:
        raise machine.Broken("the browser's part ended with an error, see above")
    return seen


class Seen:
    """What was measured, without the first round."""

    def __init__(self, seen):
        self.seen = [one for one in seen if one["round"] > 0]

    def keys(self):
        """Set by set, in the order of the visits."""
        names = list(dict.fromkeys(one["set"] for one in self.seen))
        every = dict.fromkeys((one["set"], one["route"]) for one in self.seen)
        return sorted(every, key=lambda key: names.index(key[0]))

    def of(self, figure, rate, key=None):
        return [one[figure] for one in self.seen if one["rate"] == rate and figure in one
                and key in (None, (one["set"], one["route"]))]

    def cell(self, figure, rate, key):
        values = self.of(figure, rate, key)
        return f"{measure.median(values):.0f} ({min(values):.0f}-{max(values):.0f})"

    def worst(self, figure, keys):
        return max(((measure.median(values), key) for key in keys
                    if (values := self.of(figure, RATE, key))), default=(0, ("", "nothing")))


def tables(result, seen):
    keys = seen.keys()
    result.table(["data", "route", f"usable, {RATE}x slower", "again", "not slowed",
                  "its own work, not slowed", "script kB"], [
        [*key, seen.cell("first_ms", RATE, key), seen.cell("again_ms", RATE, key),
         seen.cell("first_ms", 1, key), seen.cell("busy_ms", 1, key),
         f"{measure.median(seen.of('script_bytes', RATE, key)) / 1000:.1f}"] for key in keys])
    typed = [key for key in keys if seen.of("key_ms", RATE, key)]
    result.text("Typing into the search, milliseconds: the slowest of four keys until it is drawn; "
                "and from a word typed at once until its list is drawn. Lists wait 250 ms for the "
                "typing to rest before they ask, which is in it; the palette (inbox) does not.")
    result.table(["data", "route", f"key, {RATE}x slower", "not slowed",
                  f"list, {RATE}x slower", "not slowed"], [
        [*key, seen.cell("key_ms", RATE, key), seen.cell("key_ms", 1, key),
         seen.cell("list_ms", RATE, key), seen.cell("list_ms", 1, key)] for key in typed])


def verdicts(result, seen):
    keys = seen.keys()
    worst, (which, route) = seen.worst("first_ms", keys)
    result.verdict(f"usable, slowest route ({route}, {which})", worst, USABLE_MS, " ms")
    over = [key for key in keys
            if measure.median(seen.of("first_ms", RATE, key)) > USABLE_MS]
    if over:
        result.lines.append("  - over it: " + ", ".join(f"{route} ({which})"
                                                        for which, route in over))
    worst, (which, route) = seen.worst("key_ms", keys)
    result.verdict(f"key until drawn, slowest search ({route}, {which})", worst, KEY_MS, " ms")
    for entry, limit in SCRIPT_KB.items():
        mine = [key for key in keys if key[1].startswith("portal") == (entry == "portal")]
        worst, (_, route) = seen.worst("script_bytes", mine)
        result.verdict(f"script of the {entry}, most ({route})", worst / 1000, limit, " kB")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--orders", type=int, default=20_000, help="0: demo data only")
    options.add_argument("--routes", default="", help="names, by commas: only these")
    options.add_argument("--beside", help="another kontor (before a change) in the same rounds")
    options.add_argument("--dry", action="store_true", help="print the result, do not keep it")
    args = options.parse_args()
    sets = [demo(measure.KONTOR, "demo")]
    if args.beside:
        sets.append(demo(args.beside, "beside"))
    sets += ([large(args.orders)] if args.orders else [])
    routes = [name for name in args.routes.split(",") if name]
    seen = Seen(visits({"rounds": args.rounds, "rate": RATE, "routes": routes, "sets": sets}))
    result = measure.Result("web", "Chromium without a window on the same machine, fresh profile "
                            f"for each visit, {args.rounds} rounds, interleaved, first one not "
                            "counted. Median (least-most) in milliseconds from the start of the "
                            "navigation until usable: the screen's heading and content stand, "
                            "nothing is loading, two frames were drawn since and the page has "
                            "taken its next task. \"Again\" is the same with its files cached. "
                            "The portal at the size of a phone. No network in between.")
    tables(result, seen)
    slowed = measure.median(seen.of("work_ms", RATE)) / measure.median(seen.of("work_ms", 1))
    result.text(f"The same loop took {slowed:.1f} times as long in the slowed pages.")
    verdicts(result, seen)
    result.data = {"visits": seen.seen}
    if args.dry:
        print("\n".join(result.lines))
    else:
        result.write()


if __name__ == "__main__":
    main()
