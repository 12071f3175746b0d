#include "engine/wide_table.hpp"

#include "engine/input_error.hpp"
#include "sqlite.hpp"

#include <cmath>
#include <filesystem>
#include <map>

namespace engine {

namespace {

SimTime from_seconds(double seconds) {
    return SimTime{std::llround(seconds * 1000.0)};
}

/// "fridge.device_current_a", "cell_voltage_v.battery2.cell3": name, device, battery, cell.
std::string column_name(const Statement& row) {
    std::string name = row.text(1);
    if (const std::string device = row.text(2); !device.empty()) {
        name = device + "." + name;
    }
    for (const auto& [column, word] : {std::pair{3, ".battery"}, std::pair{4, ".cell"}}) {
        if (row.integer(column) != 0) {
            name += word + row.text(column);
        }
    }
    return name;
}

}  // namespace

WideTable::WideTable(const std::string& path) try {
    if (!std::filesystem::exists(path)) {
        throw InputError({.file = path}, "", "no such file");
    }
    const DatabaseHandle database = open_database(path, SQLITE_OPEN_READONLY);
    if (!is_ours(database.get())) {
        throw InputError({.file = path}, "", "is not a banktwin result file");
    }
    Statement runs{database.get(), "SELECT start_local_s, utc_offset, horizon_day FROM runs"};
    if (!runs.step()) {
        throw InputError({.file = path}, "", "holds no finished run");
    }
    calendar_.utc_offset = parse_utc_offset(runs.text(1)).value_or(std::chrono::minutes{0});
    calendar_.start = Instant{std::chrono::seconds{runs.integer(0)}} - calendar_.utc_offset;
    horizon_ = from_seconds(runs.real(2).value_or(0.0) * to_seconds(day));
    if (runs.step()) {
        throw InputError({.file = path}, "",
                         "holds the runs of a sweep; SELECT * FROM v_sweep has them all");
    }

    std::map<std::int64_t, std::size_t> by_id;
    Statement signals{database.get(),
                      "SELECT signal_id, name, device, battery, cell, kind FROM signals "
                      "ORDER BY signal_id"};
    while (signals.step()) {
        by_id[signals.integer(0)] = traces_.size();
        traces_.push_back(
            {.name = column_name(signals), .is_step = signals.text(5) == "step", .samples = {}});
    }
    Statement samples{database.get(),
                      "SELECT p.signal_id, p.t_s, p.value FROM samples p JOIN signals USING "
                      "(signal_id) ORDER BY p.signal_id, p.t_s, p.rowid"};
    while (samples.step()) {
        traces_.at(by_id.at(samples.integer(0)))
            .samples.emplace_back(from_seconds(samples.real(1).value_or(0.0)), samples.real(2));
    }
} catch (const StoreError& error) {
    // Of something that is there and cannot be read, whoever named it is told as of any other file.
    throw InputError({.file = path}, "", std::string{"cannot be read: "} + error.what());
}

std::vector<std::string> WideTable::columns() const {
    std::vector<std::string> names{"day", "date"};
    for (const Trace& trace : traces_) {
        names.push_back(trace.name);
    }
    return names;
}

std::int64_t WideTable::row_count(SimTime every) const {
    return horizon_ / every + 1;
}

void WideTable::rows(SimTime every, const std::function<void(const Row&)>& take) const {
    Row row;
    row.values.resize(traces_.size());
    std::vector<std::size_t> next(traces_.size());  // first sample after now
    for (SimTime now{0}; now <= horizon_; now += every) {
        row.day = to_days(now);
        row.date = calendar_.iso(now);
        for (std::size_t i = 0; i < traces_.size(); ++i) {
            const auto& samples = traces_[i].samples;
            while (next[i] < samples.size() && samples[next[i]].first <= now) {
                ++next[i];
            }
            if (next[i] == 0) {
                continue;
            }
            const auto& [t0, v0] = samples[next[i] - 1];
            row.values[i] = v0;
            if (!traces_[i].is_step && v0 && next[i] < samples.size()) {
                const auto& [t1, v1] = samples[next[i]];
                const double part = to_seconds(now - t0) / to_seconds(t1 - t0);
                row.values[i] = *v0 + (v1.value_or(*v0) - *v0) * part;
            }
        }
        take(row);
    }
}

}  // namespace engine
