"""./dev bench http: reading one order, beside a hello-world of our server and nginx."""
import argparse
import os
import time

import measure
from kit import machine
from kit.client import Client
from kit.desk import Bases


def order_of_five_lines(desk, server):
    client = Client(server.port, desk.token)
    lines = [{"sku": sku, "quantity_milli": 2000}
             for sku in ("40-2260", "40-3107", "40-2290", "40-3104", "40-2180")]
    made = client.call("POST", "/orders", {"account_id": desk.account, "lines": lines})
    if made.status != 201:
        raise machine.Broken(f"no order: {made}")
    path = f"/api/v1/orders/{made.body['id']}"
    answer = client.call("GET", "/" + path)
    client.close()
    return path, answer.text.encode()


def nginx(folder, body):
    port = machine.free_port()
    (folder / "order.json").write_bytes(body)
    (folder / "nginx.conf").write_text(f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{ access_log off; keepalive_requests 100000000; default_type application/json;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e; open_file_cache max=10;
  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
""")
    os.chmod(folder, 0o755)
    process = machine.start(["/usr/sbin/nginx", "-c", folder / "nginx.conf", "-p", folder])
    return process, f"http://127.0.0.1:{port}/order.json"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=3)
    args = options.parse_args()
    bases = Bases(measure.KONTOR)
    folder = machine.new_folder()
    cases = {}

    def case(name, process, url, headers=()):
        def one():
            before = measure.cpu_s(process.pid)
            count = measure.wrk(url, args.seconds, 64, headers)
            return {"cpu_us": (measure.cpu_s(process.pid) - before) / count * 1e6,
                    "per_s": count / args.seconds}
        cases[name] = one

    size = 0
    for engine in ("SQLite", "PostgreSQL"):
        desk = bases.fresh(engine)
        server = desk.server()
        server.start()
        path, body = order_of_five_lines(desk, server)
        size = len(body)
        case(f"order, {engine}", server.process, f"http://127.0.0.1:{server.port}{path}",
             [f"Authorization: Bearer {desk.token}"])
    process, url = nginx(folder, body)
    case("nginx, the same bytes", process, url)
    port = machine.free_port()
    hello = machine.start([measure.BUILD / "bench_hello", port, size])
    case("hello-world of our server", hello, f"http://127.0.0.1:{port}/hello")
    machine.wait_until(lambda: measure.cpu_s(hello.pid) >= 0 and machine_answers(port), 10, "hello")

    measured = measure.interleaved(args.rounds, cases)
    result = measure.Result("http", f"GET of one order with five lines ({size} bytes), 64 "
                            f"connections kept open, {args.rounds} rounds of {args.seconds} s, "
                            "interleaved, first one not counted. Median (least-most). Processor "
                            "time of the server, PostgreSQL's own not included.")
    of_hello = measure.median(measured["hello-world of our server"]["cpu_us"])
    of_nginx = measure.median(measured["nginx, the same bytes"]["cpu_us"])
    result.table(["what", "CPU us per request", "requests/s", "of hello", "of nginx"], [
        [name, measure.spread(figures["cpu_us"]), f"{measure.median(figures['per_s']):.0f}",
         f"{measure.median(figures['cpu_us']) / of_hello:.2f}x",
         f"{measure.median(figures['cpu_us']) / of_nginx:.2f}x"]
        for name, figures in measured.items()])
    ratio = measure.median(measured["order, SQLite"]["cpu_us"]) / of_hello
    result.verdict("one order on SQLite, of hello-world", ratio, 3.3, "x")
    result.data = {"measured": measured, "bytes": size}
    result.write()


def machine_answers(port):
    try:
        return Client(port, timeout_s=2).call("GET", "//hello").status == 200
    except Exception:  # not yet
        time.sleep(0.01)
        return False


if __name__ == "__main__":
    main()
