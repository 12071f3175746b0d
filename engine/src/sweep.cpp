#include "engine/sweep.hpp"

#include "engine/resolved.hpp"
#include "models/math.hpp"

#include <algorithm>
#include <array>

namespace engine {

namespace {

constexpr std::int64_t most_runs = 100'000'000;
constexpr std::size_t most_axes = 64;

/// A node on one line: "35 mA", "{like: mine, capacity_ah: 180}".
std::string one_line(const Node& node) {
    std::string text;
    switch (node.kind) {
        case Node::Kind::Null:
            return "null";
        case Node::Kind::Scalar:
            return node.text;
        case Node::Kind::List:
            for (const Node& item : node.items) {
                text += (text.empty() ? "" : ", ") + one_line(item);
            }
            return '[' + text + ']';
        case Node::Kind::Map:
            break;
    }
    for (const Entry& entry : node.entries) {
        text += (text.empty() ? "" : ", ") + entry.key + ": " + one_line(entry.value);
    }
    return '{' + text + '}';
}

std::string last_step(const std::string& path) {
    return path.substr(path.rfind('.') + 1);
}

/// One value of an axis; a fault in it has been found before.
AxisValue value_of(const Node& node, const SweepAxis& axis) {
    AxisValue value{.number = std::nullopt, .text = one_line(node)};
    if (axis.is_number() && !node.is_null()) {
        Provenance nobody;
        value.number = Reader{nobody}.number(node, *axis.field, axis.path);
    }
    return value;
}

// Distributions.

/// A parameter of a distribution: a number in the unit of the field, with its unit where the path
/// has none.
double parameter(const Node& node, const Field& field, const VaryEntry& entry) {
    const std::string path = join("monte_carlo.vary", entry.path);
    const double number = Reader::plain_number(node, field, path);
    const auto names = row_of(field.unit).names;
    if (last_step(entry.path) == field.stem() && split_number(node.text)->unit.empty() &&
        !names.empty()) {
        throw error_at(
            node, path,
            node.text + " has no unit; write " + node.text + " " + std::string{names.front().name});
    }
    return number;
}

/// The same without the field's range: a width, a factor.
double width_parameter(const Node& node, Field field, const VaryEntry& entry, double highest) {
    field.lowest = -std::numeric_limits<double>::infinity();
    field.highest = std::numeric_limits<double>::infinity();
    field.is_state_of_charge = false;
    const double width = parameter(node, field, entry);
    if (!(width > 0.0 && width <= highest)) {
        throw error_at(node, join("monte_carlo.vary", entry.path),
                       "the standard deviation must be above 0 and no more than the key's range is "
                       "wide (" +
                           shortest(highest) + "), is " + node.text);
    }
    return width;
}

double factor_parameter(const Node& node, const VaryEntry& entry, double highest) {
    static constexpr Field plain{.key = "factor"};
    const std::string path = join("monte_carlo.vary", entry.path);
    const double factor = Reader::plain_number(node, plain, path);
    if (!(factor > 1.0 && factor <= highest)) {
        throw error_at(
            node, path,
            "the factor must be above 1 and at most " + shortest(highest) + ", is " + node.text);
    }
    return factor;
}

void need_rising(const std::array<double, 3>& numbers, std::size_t count, const VaryEntry& entry) {
    for (std::size_t i = 1; i < count; ++i) {
        if (numbers[i] < numbers[i - 1]) {
            throw error_at(entry.parameters[i], join("monte_carlo.vary", entry.path),
                           "must not be below " + entry.parameters[i - 1].text);
        }
    }
    if (!(numbers[count - 1] > numbers[0])) {
        throw error_at(entry.parameters[count - 1], join("monte_carlo.vary", entry.path),
                       "must be above " + entry.parameters[0].text);
    }
}

Distribution distribution_of(const VaryEntry& entry, const Field& field) {
    constexpr double largest_factor = 1000.0;
    Distribution out{
        .law = entry.law, .parameters = {}, .lowest = field.lowest, .highest = field.highest};
    auto& numbers = out.parameters;
    switch (entry.law) {
        case Law::Normal:
            numbers[0] = parameter(entry.parameters[0], field, entry);
            numbers[1] =
                width_parameter(entry.parameters[1], field, entry, field.highest - field.lowest);
            break;
        case Law::Lognormal: {
            numbers[0] = parameter(entry.parameters[0], field, entry);
            if (!(numbers[0] > 0.0)) {
                throw error_at(entry.parameters[0], join("monte_carlo.vary", entry.path),
                               "the median must be above 0");
            }
            const double range = field.lowest > 0.0 ? field.highest / field.lowest : largest_factor;
            numbers[1] =
                factor_parameter(entry.parameters[1], entry, std::min(range, largest_factor));
            break;
        }
        case Law::Uniform:
        case Law::Triangular:
            for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
                numbers[i] = parameter(entry.parameters[i], field, entry);
            }
            need_rising(numbers, entry.parameters.size(), entry);
            break;
        case Law::Choice:
            break;
    }
    return out;
}

/// As a scenario would say it. Whole numbers are rounded, and less than one percent of charge needs
/// its sign, or the reader would ask for more.
Node drawn_node(double value, const Field& field) {
    Node node;
    node.kind = Node::Kind::Scalar;
    if (field.type->shape == Shape::Integer) {
        value = models::math::round(value * field.steps_per_unit) / field.steps_per_unit;
    }
    const bool is_little = field.is_state_of_charge && value > 0.0 && value < 1.0;
    node.text = shortest(value) + (is_little ? " %" : "");
    return node;
}

/// An axis as it is written.
struct WrittenAxis {
    SweepAxis axis;
    Node first;                // a change to try its path with
    std::vector<Node> values;  // of what is listed or chosen from
    std::optional<VaryEntry> drawn;
};

WrittenAxis written_axis(SweepAxis::Kind kind, const std::string& path, int line, int column,
                         const std::vector<Node>& values) {
    WrittenAxis out;
    out.axis.kind = kind;
    out.axis.path = path;
    out.values = values;
    for (const Node& value : values) {
        out.axis.changes.push_back(at_path(path, value, line, column));
        out.axis.written += (out.axis.written.empty() ? "" : ", ") + one_line(value);
    }
    return out;
}

WrittenAxis listed_axis(SweepAxis::Kind kind, const AxisEntry& entry) {
    WrittenAxis out = written_axis(kind, entry.path, entry.line, entry.column, entry.values);
    out.first = out.axis.changes.front();
    return out;
}

WrittenAxis drawn_axis(const VaryEntry& entry) {
    WrittenAxis out =
        written_axis(SweepAxis::Kind::MonteCarlo, entry.path, entry.line, entry.column,
                     entry.law == Law::Choice ? entry.parameters : std::vector<Node>{});
    out.axis.written = one_line(entry.node);
    const Node& middle = entry.parameters[entry.law == Law::Triangular ? 1 : 0];
    out.first = at_path(entry.path, middle, entry.line, entry.column);
    out.drawn = entry;
    return out;
}

std::vector<WrittenAxis> axes_of(const SweepEntry& entry) {
    std::vector<WrittenAxis> out;
    for (const AxisEntry& axis : entry.grid.axes) {
        out.push_back(listed_axis(SweepAxis::Kind::Grid, axis));
    }
    for (const AxisEntry& axis : entry.zip.axes) {
        out.push_back(listed_axis(SweepAxis::Kind::Zip, axis));
    }
    if (entry.monte_carlo) {
        for (const VaryEntry& axis : entry.monte_carlo->vary.axes) {
            out.push_back(drawn_axis(axis));
        }
    }
    return out;
}

/// From where its values are written to where they lead.
void bind_path(SweepAxis& axis, const Scenario& scenario) {
    const Field* field = field_at(scenario, axis.path);
    const std::string last = last_step(axis.path);
    if (field != nullptr && (field->key == last || field->stem() == last)) {
        axis.field = field;
        axis.path.replace(axis.path.size() - last.size(), last.size(), field->key);
    }
    if (axis.is_number() && !row_of(axis.field->unit).names.empty()) {
        axis.unit = row_of(axis.field->unit).names.front().name;
    }
    axis.column = axis.path;
    std::replace(axis.column.begin(), axis.column.end(), '.', '_');
}

/// Gives a bound axis its values, or what they are drawn from.
void fill(SweepAxis& axis, const WrittenAxis& written, std::int64_t seed) {
    for (const Node& value : written.values) {
        axis.values.push_back(value_of(value, axis));
    }
    if (!written.drawn) {
        return;
    }
    axis.stream = models::RandomStream{static_cast<std::uint64_t>(seed), "sweep." + axis.path};
    if (written.drawn->law == Law::Choice) {
        return;
    }
    if (!axis.is_number()) {
        throw error_at(written.first, written.drawn->path,
                       "takes no number; only choice can draw it");
    }
    axis.distribution = distribution_of(*written.drawn, *axis.field);
}

/// No two axes change the same, nor one a part of the other.
void check_apart(const std::vector<SweepAxis>& axes, const std::vector<Node>& first) {
    for (std::size_t i = 0; i < axes.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const std::string& a = axes[j].path;
            const std::string& b = axes[i].path;
            if (a == b) {
                throw error_at(first[i], b, "is varied twice");
            }
            if (a.starts_with(b + '.') || b.starts_with(a + '.')) {
                throw error_at(first[i], b, "is varied, and so is " + a + ", of which one is part");
            }
            if (axes[i].column == axes[j].column) {
                throw error_at(first[i], b, "would have the same column as " + a);
            }
        }
    }
}

}  // namespace

std::string_view name_of(SweepAxis::Kind kind) {
    constexpr std::array<std::string_view, 3> names{"grid", "zip", "monte_carlo"};
    return names[static_cast<std::size_t>(kind)];
}

bool SweepAxis::is_number() const {
    return field != nullptr &&
           (field->type->shape == Shape::Number || field->type->shape == Shape::Integer);
}

Sweep Sweep::read(const std::string& path, const LoadOptions& options) {
    const Node root = parse_file(path, InputFault::Scenario, Author::Scenario);
    const SweepEntry entry = read_sweep(root);
    const std::string base = path_next_to(path, entry.base);
    LoadOptions for_base = options;
    if (entry.monte_carlo) {
        for_base.seed.reset();
    }
    const auto read_base = [&] {
        try {
            return ScenarioBase::read(base, for_base, InputFault::NamedFile);
        } catch (const InputError& error) {
            // A file that cannot be read is told where it is named.
            if (error.place().file == base && error.place().line == 0) {
                throw InputError{root.find("base")->place(), "base", base + ": " + error.message(),
                                 InputFault::NamedFile};
            }
            throw;
        }
    };
    return {root, entry, read_base(), options};
}

Sweep::Sweep(const Node& root, const SweepEntry& entry, ScenarioBase base,
             const LoadOptions& options)
    : yaml_{node_yaml(root)}, base_{std::move(base)}, shown_{entry.show.metrics} {
    const std::vector<WrittenAxis> written = axes_of(entry);
    if (written.size() > most_axes) {
        throw error_at(root, "", "varies more than 64 things");
    }
    std::vector<Node> first;
    for (const WrittenAxis& axis : written) {
        first.push_back(axis.first);
        axes_.push_back(axis.axis);
    }
    const LoadedScenario tried = base_.load_unchecked(first);
    name_ = entry.name.empty() ? tried.scenario.name : entry.name;
    for (SweepAxis& axis : axes_) {
        bind_path(axis, tried.scenario);
    }
    check_apart(axes_, first);
    check_values(first);
    if (entry.monte_carlo) {
        draws_ = entry.monte_carlo->runs;
        seed_ = options.seed.value_or(entry.monte_carlo->seed);
    }
    for (std::size_t i = 0; i < axes_.size(); ++i) {
        fill(axes_[i], written[i], seed_.value_or(0));
    }
    const bool is_seed_varied = std::any_of(
        axes_.begin(), axes_.end(), [](const SweepAxis& axis) { return axis.path == "seed"; });
    if (seed_ && !is_seed_varied) {
        scenario_seeds_ =
            models::RandomStream{static_cast<std::uint64_t>(*seed_), "sweep.scenario_seed"};
    }
    count_points(root);
}

/// Each value alone, beside the first of every other axis: what is wrong with it shows before any
/// run.
void Sweep::check_values(const std::vector<Node>& first) const {
    std::vector<Node> changes = first;
    for (std::size_t i = 0; i < axes_.size(); ++i) {
        for (std::size_t k = 1; k < axes_[i].changes.size(); ++k) {
            changes[i] = axes_[i].changes[k];
            base_.load_unchecked(changes);
        }
        changes[i] = first[i];
    }
}

void Sweep::count_points(const Node& root) {
    const auto times = [&](std::int64_t a, std::size_t b) {
        if (a > most_runs / static_cast<std::int64_t>(b)) {
            throw error_at(root, "", "makes more than 100 million runs");
        }
        return a * static_cast<std::int64_t>(b);
    };
    strides_.assign(axes_.size(), 1);
    const auto zip = std::find_if(axes_.begin(), axes_.end(), [](const SweepAxis& axis) {
        return axis.kind == SweepAxis::Kind::Zip;
    });
    points_ = zip == axes_.end() ? 1 : times(1, zip->changes.size());
    for (std::size_t i = axes_.size(); i-- > 0;) {
        if (axes_[i].kind == SweepAxis::Kind::Grid) {
            strides_[i] = points_;
            points_ = times(points_, axes_[i].changes.size());
        }
    }
    times(points_, static_cast<std::size_t>(draws_));
}

std::size_t Sweep::position_of(std::size_t axis, std::int64_t run) const {
    const std::size_t count = axes_[axis].changes.size();
    if (axes_[axis].kind == SweepAxis::Kind::MonteCarlo) {
        return choose_from(count, *axes_[axis].stream, static_cast<std::uint64_t>(draw_of(run)));
    }
    return static_cast<std::size_t>(point_of(run) / strides_[axis]) % count;
}

namespace {

double drawn_value(const SweepAxis& axis, std::int64_t draw) {
    return draw_from(axis.distribution, *axis.stream, static_cast<std::uint64_t>(draw));
}

}  // namespace

std::vector<AxisValue> Sweep::values_of(std::int64_t run) const {
    std::vector<AxisValue> out;
    for (std::size_t i = 0; i < axes_.size(); ++i) {
        out.push_back(
            axes_[i].changes.empty()
                ? value_of(drawn_node(drawn_value(axes_[i], draw_of(run)), *axes_[i].field),
                           axes_[i])
                : axes_[i].values[position_of(i, run)]);
    }
    return out;
}

std::vector<Node> Sweep::changes_of(std::int64_t run) const {
    std::vector<Node> out;
    for (std::size_t i = 0; i < axes_.size(); ++i) {
        out.push_back(
            axes_[i].changes.empty()
                ? at_path(axes_[i].path,
                          drawn_node(drawn_value(axes_[i], draw_of(run)), *axes_[i].field), 0, 0)
                : axes_[i].changes[position_of(i, run)]);
    }
    if (scenario_seeds_) {
        // As far as a scenario's seed goes.
        constexpr unsigned spare_bits = 12;
        Node seed;
        seed.kind = Node::Kind::Scalar;
        seed.text = std::to_string(
            scenario_seeds_->bits(static_cast<std::uint64_t>(draw_of(run))) >> spare_bits);
        out.push_back(at_path("seed", std::move(seed), 0, 0));
    }
    return out;
}

LoadedScenario Sweep::load(std::int64_t run) const {
    return base_.load(changes_of(run));
}

}  // namespace engine
