#pragma once
// The Swedish of what stands in English in the tables of the core and the engine.

#include "bms/settings.hpp"
#include "engine/event.hpp"
#include "engine/metric.hpp"
#include "engine/result.hpp"
#include "engine/unit.hpp"

#include <span>
#include <string>
#include <string_view>

namespace reports {

/// One text for every setting, event and metric, or it does not compile.
std::string_view swedish_help(bms::Setting setting);
std::string_view swedish_help(engine::EventKind kind);
std::string_view swedish_help(engine::Metric metric);
std::string_view swedish_title(engine::Milestone milestone);
std::string_view swedish_help(engine::Milestone milestone);
std::string_view swedish_help(engine::Verdict verdict);
std::string_view swedish_title(engine::Verdict verdict);  // "SKADAT"

/// A word of a result, by its kind as `banktwin explain` tells it ("cause", "signal"); "" for none.
std::string_view swedish_word(std::string_view kind, std::string_view name);
std::size_t swedish_word_count();
/// "en ström"
std::string_view swedish_quantity(engine::Unit unit);
/// How a line of `expect:` is written.
std::string_view swedish_expectation_form();

/// What is told of an assumption, its note or a value that is words: "a hysteresis there must be".
/// "" for a text that is none of ours, as a note of somebody's own catalogue.
std::string swedish_note(std::string_view english);
/// What differs from one time to the next stands as {} in both.
struct NoteText {
    std::string_view english;
    std::string_view swedish;
};
std::span<const NoteText> swedish_notes();

/// What a key of a scenario means, by its path as `banktwin explain` spells it:
/// "bank.battery.capacity_ah". Settings are not among them.
struct KeyText {
    std::string_view path;
    std::string_view text;
};
std::span<const KeyText> swedish_keys();
/// "" for a path that is none.
std::string_view swedish_help_of_key(std::string_view path);

}  // namespace reports
