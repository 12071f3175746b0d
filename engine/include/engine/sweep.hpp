#pragma once
// A sweep: a scenario, what is varied in it, and which values each run has.
//
// Runs are counted from 0: point by point of the grid, its last axis fastest, and all draws of one
// point together. What a run is depends on the sweep and its number alone.

#include "engine/scenario_loader.hpp"
#include "engine/sweep_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace engine {

/// The value of one axis in one run.
struct AxisValue {
    std::optional<double> number;  // in the unit of the axis; none where it takes no numbers
    std::string text;              // as written, or as drawn

    friend bool operator==(const AxisValue&, const AxisValue&) = default;
};

struct SweepAxis {
    enum class Kind { Grid, Zip, MonteCarlo };
    Kind kind = Kind::Grid;
    std::string path;               // with its unit: "devices.alarm.draws_a"
    std::string column;             // "devices_alarm_draws_a"
    std::string unit;               // of its numbers: "A"
    std::string written;            // its values or distribution
    const Field* field = nullptr;   // its row, where it leads to one
    std::vector<Node> changes;      // of what is listed or chosen from: what each value changes
    std::vector<AxisValue> values;  // the same, to be told
    Distribution distribution;      // the next two: of what is drawn
    std::optional<models::RandomStream> stream;

    bool is_number() const;
};
std::string_view name_of(SweepAxis::Kind kind);

class Sweep {
  public:
    /// Reads the sweep from a file, or from standard input for "-", and the scenario that it names.
    /// `options` are for the scenario, but the seed is that of the draws where there are any. Every
    /// mistake is one InputError: values outside their range, too, and paths that lead nowhere.
    /// What only does not go together is found when a run is loaded.
    static Sweep read(const std::string& path, const LoadOptions& options = {});

    const std::string& name() const { return name_; }
    const std::vector<SweepAxis>& axes() const { return axes_; }
    /// What a summary tells beside the days.
    const std::vector<Metric>& shown() const { return shown_; }
    std::int64_t points() const { return points_; }
    /// At each point; 1 when nothing is drawn.
    std::int64_t draws() const { return draws_; }
    std::int64_t runs() const { return points_ * draws_; }
    /// Of the draws, where there are any.
    std::optional<std::int64_t> seed() const { return seed_; }

    std::int64_t point_of(std::int64_t run) const { return run / draws_; }
    std::int64_t draw_of(std::int64_t run) const { return run % draws_; }
    /// In the order of the axes.
    std::vector<AxisValue> values_of(std::int64_t run) const;
    /// Throws an InputError when the values do not go together. Several threads may load at once.
    LoadedScenario load(std::int64_t run) const;

    /// The sweep and its scenario as YAML: two sweeps with the same texts, catalogue hash and seed
    /// are the same.
    const std::string& yaml() const { return yaml_; }
    std::string base_yaml() const { return base_.yaml(); }
    std::uint64_t catalog_hash() const { return base_.catalog_hash(); }

  private:
    Sweep(const Node& root, const SweepEntry& entry, ScenarioBase base, const LoadOptions& options);
    void check_values(const std::vector<Node>& first) const;
    void count_points(const Node& root);
    std::size_t position_of(std::size_t axis, std::int64_t run) const;
    std::vector<Node> changes_of(std::int64_t run) const;

    std::string name_;
    std::string yaml_;
    ScenarioBase base_;
    std::vector<SweepAxis> axes_;
    std::vector<Metric> shown_;
    std::vector<std::int64_t> strides_;  // of each axis: how many points until its next value
    std::int64_t points_ = 1;
    std::int64_t draws_ = 1;
    std::optional<std::int64_t> seed_;
    std::optional<models::RandomStream> scenario_seeds_;  // unless seed is varied itself
};

}  // namespace engine
