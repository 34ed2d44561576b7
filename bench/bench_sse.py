"""./dev bench sse: how soon 10,000 listening browsers hear of a change, and what each one costs."""
import argparse
import subprocess

import measure
from kit import machine
from kit.client import Client
from kit.desk import Bases


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--clients", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=7)
    args = options.parse_args()
    bases = Bases(measure.KONTOR)
    desk = bases.fresh("SQLite")
    server = desk.server(KONTOR_LIMITS_CONNECTIONS_PER_ADDRESS="20000",
                         KONTOR_LIMITS_CONNECTIONS="19000")
    server.start()
    client = Client(server.port, desk.token)
    made = client.call("POST", "/orders", {"account_id": desk.account})
    before_mb = measure.resident_mb(server.process.pid)
    listeners = machine.start(
        [measure.BUILD / "bench_listeners", server.port, desk.token, args.clients],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if listeners.stdout.readline().strip() != "ready":
        raise machine.Broken("the listeners did not come up")
    with_mb = measure.resident_mb(server.process.pid)
    per_client_kib = (with_mb - before_mb) * 1024 / args.clients
    firsts, middles, lasts, cpus = [], [], [], []
    version = made.version
    for number in range(args.rounds + 1):
        listeners.stdin.write("next\n")
        listeners.stdin.flush()
        listeners.stdout.readline()
        cpu = measure.cpu_s(server.process.pid)
        answer = client.call("PATCH", f"/orders/{made.body['id']}", {"name": f"n{number}"}, version)
        version = answer.version
        first, middle, last = map(float, listeners.stdout.readline().split())
        print(f"  first {first:.0f} ms, middle {middle:.0f} ms, last {last:.0f} ms", flush=True)
        if number:
            firsts.append(first)
            middles.append(middle)
            lasts.append(last)
            cpus.append((measure.cpu_s(server.process.pid) - cpu) / args.clients * 1e6)
    listeners.stdin.close()
    listeners.wait(30)
    result = measure.Result("sse", f"{args.clients:,} streams from 127.0.0.2 to 127.0.0.5 in a "
                            "process of their own, one change of an order each round; "
                            f"{args.rounds} rounds.")
    result.table(["figure", "median (least-most)"], [
        ["first client, ms", measure.spread(firsts)], ["middle, ms", measure.spread(middles)],
        ["last client, ms", measure.spread(lasts)],
        ["CPU of the server per event and client, us", measure.spread(cpus)],
        ["memory per client, KiB", f"{per_client_kib:.1f}"]])
    result.verdict("last client", measure.median(lasts) / 1000, 1, " s")
    result.verdict("memory per client", per_client_kib, 20, " KiB")
    result.text("A client that does not read is dropped after 64 waiting hints: "
                "src/kernel/sse_test.cpp and server_events_test.cpp show it.")
    result.data = {"last_ms": lasts, "kib_per_client": per_client_kib}
    result.write()


if __name__ == "__main__":
    main()
