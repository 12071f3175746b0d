#include "engine/sweep_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace engine {

namespace {

constexpr std::size_t most_values = 10'000;

constexpr std::string_view values_expected =
    "expected a list of values, or {from: 30, to: 90, step: 10}, or {from: 1 A, to: 2 A, count: 5}";

/// "devices.alarm.draws" in grid is told as it stands there: "grid.devices.alarm.draws".
void need_axes(const Node& node, const std::string& path) {
    if (!node.is_map() || node.entries.empty()) {
        throw error_at(node, path,
                       "expected paths of the scenario and their values, e.g. {bank.soc_pct: [50, "
                       "60]}");
    }
}

/// At most 12 digits, so that 0.1 + 2 * 0.1 is 0.3.
std::string rounded(double value) {
    std::array<char, 32> buffer{};
    const auto [stop, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                             std::chars_format::general, 12);
    return {buffer.data(), stop};
}

struct Range {
    double from = 0.0;
    double to = 0.0;
    std::optional<double> step, count;
    std::string unit;
};

Range read_range(const Node& node, const std::string& path) {
    Range range;
    std::optional<double> from;
    std::optional<double> to;
    const std::array<std::pair<std::string_view, std::optional<double>*>, 4> keys{
        {{"from", &from}, {"to", &to}, {"step", &range.step}, {"count", &range.count}}};
    std::optional<std::string> unit;
    for (const Entry& entry : node.entries) {
        const auto* key = std::find_if(keys.begin(), keys.end(),
                                       [&](const auto& known) { return known.first == entry.key; });
        if (key == keys.end()) {
            throw error_at(entry, path, std::string{values_expected});
        }
        const std::string below = join(path, entry.key);
        const auto number =
            split_number(Reader::text(entry.value, below, "a number, with or without a unit"));
        if (!number) {
            throw error_at(entry.value, below, "\"" + entry.value.text + "\" is not a number");
        }
        *key->second = number->number;
        if (entry.key != "count") {
            if (unit && *unit != number->unit) {
                throw error_at(entry.value, below, "from, to and step need the same unit");
            }
            unit = number->unit;
        }
    }
    if (!from || !to || range.step.has_value() == range.count.has_value()) {
        throw error_at(node, path, std::string{values_expected});
    }
    range.from = *from;
    range.to = *to;
    range.unit = *unit;
    return range;
}

/// How many steps a range has.
std::size_t steps_of(const Range& range, const Node& node, const std::string& path) {
    if (range.count) {
        if (*range.count < 2 || *range.count > most_values ||
            *range.count != static_cast<double>(static_cast<std::size_t>(*range.count))) {
            throw error_at(node, path, "count must be a whole number from 2 to 10000");
        }
        return static_cast<std::size_t>(*range.count) - 1;
    }
    // The end belongs to it, though 0.1 is not quite a tenth.
    const double steps = *range.step == 0.0 ? -1.0 : (range.to - range.from) / *range.step + 1e-9;
    if (steps < 0.0) {
        throw error_at(node, path, "the step does not lead from the one end to the other");
    }
    if (steps >= static_cast<double>(most_values)) {
        throw error_at(node, path, "has more than 10000 values");
    }
    return static_cast<std::size_t>(steps);
}

std::vector<Node> values_of_range(const Node& node, const std::string& path) {
    const Range range = read_range(node, path);
    const std::size_t steps = steps_of(range, node, path);
    const double step =
        range.step ? *range.step : (range.to - range.from) / static_cast<double>(steps);
    std::vector<Node> values;
    for (std::size_t i = 0; i <= steps; ++i) {
        Node& value = values.emplace_back();
        value.kind = Node::Kind::Scalar;
        value.source = node.source;
        value.line = node.line;
        value.column = node.column;
        value.text = rounded(range.from + static_cast<double>(i) * step) +
                     (range.unit.empty() ? "" : " " + range.unit);
    }
    return values;
}

std::vector<Node> values_of_list(const Node& node, const std::string& path) {
    if (!node.is_list()) {
        throw error_at(node, path, std::string{values_expected});
    }
    if (node.items.empty()) {
        throw error_at(node, path, "has no values");
    }
    return node.items;
}

const LawRow& law_of(const Node& node, const std::string& path) {
    std::string all;
    for (const LawRow& row : law_table) {
        all += (all.empty() ? "" : "; ") + std::string{row.name} + ": " + std::string{row.help};
    }
    if (!node.is_map() || node.entries.size() != 1) {
        throw error_at(node, path, "expected one distribution in braces; " + all);
    }
    const Entry& entry = node.entries.front();
    const auto* row = std::find_if(law_table.begin(), law_table.end(),
                                   [&](const LawRow& each) { return each.name == entry.key; });
    if (row == law_table.end()) {
        throw error_at(entry, join(path, entry.key), "is no distribution; " + all);
    }
    const std::size_t given = entry.value.items.size();
    if (!entry.value.is_list() || given == 0 ||
        (row->parameters != 0 && given != row->parameters)) {
        throw error_at(entry.value, join(path, entry.key), "expected " + std::string{row->help});
    }
    return *row;
}

std::vector<std::string> metric_names() {
    std::vector<std::string> names;
    for (const MetricRow& row : metric_table) {
        names.emplace_back(row.name);
    }
    return names;
}

Metric metric_of(const Node& node, const std::string& path) {
    const std::string& name = Reader::text(node, path, "the name of a metric");
    const auto* row = std::find_if(metric_table.begin(), metric_table.end(),
                                   [&](const MetricRow& each) { return each.name == name; });
    if (row != metric_table.end()) {
        return row->metric;
    }
    const std::vector<std::string> names = metric_names();
    const auto guess = nearest(name, names);
    std::string all;
    for (const std::string& each : names) {
        all += (all.empty() ? "" : ", ") + each;
    }
    throw error_at(node, path,
                   '"' + name + "\" is no metric; " +
                       (guess ? "did you mean " + *guess + "?" : "there are: " + all));
}

Value axes_schema(Value of_one_axis) {
    return ValueMap{
        {"type", "object"}, {"minProperties", 1}, {"additionalProperties", std::move(of_one_axis)}};
}

Value list_schema(int fewest, std::optional<int> most) {
    Value list{ValueMap{{"type", "array"}, {"minItems", fewest}}};
    if (most) {
        list.set("maxItems", *most);
    }
    return list;
}

}  // namespace

namespace detail {

void read_grid(Reader&, const Node& node, const Field&, const std::string& path, void* member) {
    need_axes(node, path);
    for (const Entry& entry : node.entries) {
        const std::string below = join(path, entry.key);
        static_cast<GridAxes*>(member)->axes.push_back(
            {.path = entry.key,
             .values = entry.value.is_map() ? values_of_range(entry.value, below)
                                            : values_of_list(entry.value, below),
             .line = entry.line,
             .column = entry.column});
    }
}

void read_zip(Reader&, const Node& node, const Field&, const std::string& path, void* member) {
    need_axes(node, path);
    auto& axes = static_cast<ZipAxes*>(member)->axes;
    for (const Entry& entry : node.entries) {
        const std::string below = join(path, entry.key);
        axes.push_back({.path = entry.key,
                        .values = values_of_list(entry.value, below),
                        .line = entry.line,
                        .column = entry.column});
        if (axes.back().values.size() != axes.front().values.size()) {
            throw error_at(entry.value, below,
                           "has " + std::to_string(axes.back().values.size()) + " values, " +
                               axes.front().path + " has " +
                               std::to_string(axes.front().values.size()));
        }
    }
}

void read_vary(Reader&, const Node& node, const Field&, const std::string& path, void* member) {
    need_axes(node, path);
    for (const Entry& entry : node.entries) {
        const std::string below = join(path, entry.key);
        const LawRow& row = law_of(entry.value, below);
        static_cast<VaryAxes*>(member)->axes.push_back(
            {.path = entry.key,
             .law = row.law,
             .parameters = entry.value.entries.front().value.items,
             .node = entry.value,
             .line = entry.line,
             .column = entry.column});
    }
}

void read_shown(Reader&, const Node& node, const Field&, const std::string& path, void* member) {
    if (!node.is_list() || node.items.empty()) {
        throw error_at(node, path, "expected a list of metrics, e.g. [load_off_h, load_unmet_wh]");
    }
    auto& metrics = static_cast<ShownMetrics*>(member)->metrics;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const Node& item = node.items[i];
        const std::string below = path + '[' + std::to_string(i + 1) + ']';
        const Metric metric = metric_of(item, below);
        if (std::find(metrics.begin(), metrics.end(), metric) != metrics.end()) {
            throw error_at(item, below, item.text + " is there twice");
        }
        metrics.push_back(metric);
    }
}

Value write_nothing(const Field&, const void*, Absent) {
    return {};
}

Value grid_schema() {
    const Value end{ValueMap{{"type", ValueList{"number", "string"}}}};
    Value range{
        ValueMap{{"type", "object"},
                 {"required", ValueList{"from", "to"}},
                 {"additionalProperties", false},
                 {"properties", ValueMap{{"from", end},
                                         {"to", end},
                                         {"step", end},
                                         {"count", ValueMap{{"type", "integer"},
                                                            {"minimum", 2},
                                                            {"maximum", int{most_values}}}}}}}};
    return axes_schema(
        ValueMap{{"anyOf", ValueList{list_schema(1, std::nullopt), std::move(range)}}});
}

Value zip_schema() {
    return axes_schema(list_schema(1, std::nullopt));
}

Value vary_schema() {
    ValueMap laws;
    for (const LawRow& row : law_table) {
        const int count = static_cast<int>(row.parameters);
        Value list =
            count == 0 ? list_schema(1, std::nullopt) : list_schema(count, std::optional{count});
        list.set("description", row.help);
        laws.emplace_back(std::string{row.name}, std::move(list));
    }
    return axes_schema(ValueMap{{"type", "object"},
                                {"minProperties", 1},
                                {"maxProperties", 1},
                                {"additionalProperties", false},
                                {"properties", std::move(laws)}});
}

Value shown_schema() {
    ValueList names;
    for (const std::string& name : metric_names()) {
        names.emplace_back(name);
    }
    return ValueMap{{"type", "array"},
                    {"minItems", 1},
                    {"uniqueItems", true},
                    {"items", ValueMap{{"enum", std::move(names)}}}};
}

}  // namespace detail

Table table_of(const MonteCarloEntry*) {
    static constexpr std::array table{
        field<&MonteCarloEntry::runs>(
            "runs", "at every point of the grid",
            {.lowest = 1, .highest = 1e8, .presence = Presence::Required}),
        field<&MonteCarloEntry::seed>(
            "seed",
            "of all draws; draw n is the same at every point of the grid, and gives the scenario "
            "its own seed (so that its cells differ), unless seed is varied itself",
            {.lowest = 0, .highest = 9e15}),
        field<&MonteCarloEntry::vary>(
            "vary",
            "paths of the scenario and their distributions: normal, uniform, triangular, "
            "lognormal, choice; what falls outside a key's range is drawn anew"),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const SweepEntry*) {
    static constexpr std::array table{
        field<&SweepEntry::name>("name", "what the summary calls it"),
        field<&SweepEntry::base>("base",
                                 "the scenario file that is varied, from this file's folder",
                                 {.presence = Presence::Required}),
        field<&SweepEntry::grid>(
            "grid",
            "paths of the scenario and their values, every one with every other: a list, {from: "
            "30, to: 90, step: 10} or {from: 1 A, to: 2 A, count: 5}"),
        field<&SweepEntry::zip>("zip",
                                "paths whose values change together: lists of the same length"),
        field<&SweepEntry::monte_carlo>("monte_carlo", "what is drawn by chance, and how often"),
        field<&SweepEntry::show>(
            "show",
            "metrics that the summary tells at every point, beside the days: [load_off_h, "
            "load_unmet_wh]"),
    };
    static_assert(keys_are_sound(table));
    return table;
}

SweepEntry read_sweep(const Node& root) {
    if (!root.is_map()) {
        throw error_at(root, "", "expected a sweep: base, and grid, zip or monte_carlo");
    }
    if (const Node* bank = root.find("bank"); bank != nullptr && root.find("base") == nullptr) {
        throw error_at(
            *bank, "bank",
            "is a key of a scenario, which banktwin run runs; a sweep names one by base: "
            "my.yaml");
    }
    SweepEntry sweep;
    Provenance provenance;
    Reader{provenance, "sweep"}.record(root, "", sweep);
    if (sweep.grid.axes.empty() && sweep.zip.axes.empty() && !sweep.monte_carlo) {
        throw error_at(root, "", "varies nothing; give it grid, zip or monte_carlo");
    }
    return sweep;
}

}  // namespace engine
