"""What Google Benchmark has written, by the names of the benchmarks."""
import collections
import json


def read(path):
    """name → aggregate name → row, and the messages of those that failed."""
    found, failures = collections.defaultdict(dict), {}
    for row in json.load(open(path))["benchmarks"]:
        name = row["run_name"].replace("/real_time", "")
        if row.get("label"):
            name = f"{name.split('/')[0]}/{row['label']}"
        if row.get("error_occurred"):
            failures[name] = row["error_message"]
        else:
            found[name][row.get("aggregate_name")] = row
    return dict(sorted(found.items())), failures
