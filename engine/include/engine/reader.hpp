#pragma once
// From nodes to structs, by their field tables, remembering where every value came from.

#include "engine/field.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace engine {

/// What a catalogue says about a value nobody has published: {value, low, high, source, note}.
struct Estimate {
    std::optional<double> value;  // none for a curve
    std::optional<double> low;
    std::optional<double> high;
    std::string source;  // "assumed", or where it was found
    std::string note;

    bool is_assumed() const { return source == "assumed"; }
};

/// Where one value of the scenario came from. A path without an origin holds its default.
struct Origin {
    std::shared_ptr<const Source> source;
    int line = 0;
    std::optional<Estimate> estimate;
};

/// By path: "bank.battery.capacity_ah", "devices.alarm.draws_a".
using Provenance = std::map<std::string, Origin>;

class Reader {
  public:
    /// `explained_below`: where `banktwin explain` has the keys of what is read; "" for a
    /// scenario's.
    explicit Reader(Provenance& provenance, std::string_view explained_below = {})
        : provenance_{provenance}, explained_below_{explained_below} {}

    /// Fills the record from a map. Unknown keys, keys given twice and missing required ones are
    /// errors.
    void record(Table table, const Node& node, const std::string& path, void* owner);
    template <Tabled T>
    void record(const Node& node, const std::string& path, T& owner) {
        record(table_for<T>(), node, path, &owner);
    }

    /// A number in the field's unit, or a text with a unit, or an estimate; within its range.
    double number(const Node& node, const Field& field, const std::string& path);
    /// The same without an estimate and without a note of its origin.
    static double plain_number(const Node& node, const Field& field, const std::string& path);

    /// The text of a scalar; `expected` says what should stand there.
    static const std::string& text(const Node& node, const std::string& path,
                                   std::string_view expected);
    void note_origin(const std::string& path, const Node& node);
    void note_estimate(const std::string& path, Estimate estimate) {
        provenance_[path].estimate = std::move(estimate);
    }

  private:
    std::string explained_as(const std::string& path) const;

    Provenance& provenance_;
    std::string_view explained_below_;
};

/// "draws_a: a current (A, mA, …)": what belongs in a field, for messages and `explain`.
std::string expectation_of(const Field& field);

/// Joins a path: "bank" and "soc_pct" give "bank.soc_pct".
std::string join(const std::string& path, std::string_view key);

}  // namespace engine
