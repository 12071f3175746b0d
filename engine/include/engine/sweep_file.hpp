#pragma once
// A sweep as a person writes it: what is varied, and how.

#include "engine/distribution.hpp"
#include "engine/field_types.hpp"
#include "engine/metric.hpp"

#include <optional>
#include <string>
#include <vector>

namespace engine {

/// A path of the scenario and the values it takes, one after the other.
struct AxisEntry {
    std::string path;
    std::vector<Node> values;
    int line = 0;  // of the path
    int column = 0;
};

/// A path of the scenario and what its values are drawn from; the parameters as written.
struct VaryEntry {
    std::string path;
    Law law = Law::Normal;
    std::vector<Node> parameters;
    Node node;
    int line = 0;
    int column = 0;
};

namespace detail {
void read_grid(Reader& reader, const Node& node, const Field& field, const std::string& path,
               void* member);
void read_zip(Reader& reader, const Node& node, const Field& field, const std::string& path,
              void* member);
void read_vary(Reader& reader, const Node& node, const Field& field, const std::string& path,
               void* member);
void read_shown(Reader& reader, const Node& node, const Field& field, const std::string& path,
                void* member);
Value write_nothing(const Field& field, const void* member, Absent absent);
Value grid_schema();
Value zip_schema();
Value vary_schema();
Value shown_schema();
}  // namespace detail

/// Every value of one with every value of the others.
struct GridAxes {
    std::vector<AxisEntry> axes;
};
template <>
struct TypeOf<GridAxes> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_grid,
                                .write = &detail::write_nothing,
                                .schema = &detail::grid_schema};
};

/// The first values together, then the second, and so on: one axis of the grid.
struct ZipAxes {
    std::vector<AxisEntry> axes;
};
template <>
struct TypeOf<ZipAxes> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_zip,
                                .write = &detail::write_nothing,
                                .schema = &detail::zip_schema};
};

struct VaryAxes {
    std::vector<VaryEntry> axes;
};
template <>
struct TypeOf<VaryAxes> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_vary,
                                .write = &detail::write_nothing,
                                .schema = &detail::vary_schema};
};

/// So many runs at every point of the grid.
struct MonteCarloEntry {
    std::int64_t runs = 0;
    std::int64_t seed = 1;
    VaryAxes vary;
};
Table table_of(const MonteCarloEntry*);

/// Numbers that a summary tells of every point, in the order of the file; none twice.
struct ShownMetrics {
    std::vector<Metric> metrics;
};
template <>
struct TypeOf<ShownMetrics> {
    static constexpr Type value{.shape = Shape::Any,
                                .read = &detail::read_shown,
                                .write = &detail::write_nothing,
                                .schema = &detail::shown_schema};
};

struct SweepEntry {
    std::string name;
    std::string base;
    GridAxes grid;
    ZipAxes zip;
    std::optional<MonteCarloEntry> monte_carlo;
    ShownMetrics show;
};
Table table_of(const SweepEntry*);

/// Reads it from a tree; every mistake is one InputError.
SweepEntry read_sweep(const Node& root);

}  // namespace engine
