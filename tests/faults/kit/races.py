"""Racers side by side against one or two servers."""
import threading
import time


def run_lanes(servers, make_racer, lanes, wanted, seconds):
    """Starts and stops the servers. `make_racer(ports, lane)` gives what has `work(until)` and
    counts its `races`; all of them stop at the wanted number or after the seconds."""
    for server in servers:
        server.start()
    ports = [server.port for server in servers]
    racers = [make_racer(ports, lane) for lane in range(lanes)]
    began = time.monotonic()

    def until(racer):
        return racer.races * lanes >= wanted or time.monotonic() - began > seconds

    threads = [threading.Thread(target=racer.work, args=(until,), daemon=True)
               for racer in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 60)
    took = time.monotonic() - began
    for server in servers:
        server.stop()
    return racers, took


def summed(counts):
    """One dictionary of the sums of several."""
    total = {}
    for count in counts:
        for key, number in count.items():
            total[key] = total.get(key, 0) + number
    return total
