#pragma once
// The numbers of the core as text and back, by the core's own tables (bms/fields.hpp): integers in
// the core's units, enumerations and sets by their words.

#include "bms/bank_view.hpp"
#include "bms/fields.hpp"
#include "engine/value.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace engine {

/// Bytes that only keep a struct without gaps tell nobody anything.
bool is_filler(const bms::NumberField& field);

bool is_same(const bms::NumberField& field, const void* a, const void* b);

/// Appends the value: "3301", "high", "complete+silent", "none", "0,0,17".
void append_value(std::string& text, const bms::NumberField& field, const void* owner);
std::string value_text(const bms::NumberField& field, const void* owner);

/// Sets the member from such a text. What is wrong with it, or nothing.
std::optional<std::string> assign(const bms::NumberField& field, void* owner,
                                  std::string_view text);

const bms::NumberField* find_number(std::span<const bms::NumberField> fields,
                                    std::string_view name);

/// Appends " name=value" for each field in which `owner` differs from `other`.
void append_differences(std::string& text, std::span<const bms::NumberField> fields,
                        const void* owner, const void* other);

/// A setting in the core's own unit: "low_soc_warning_permille", "low_cell_on_ticks".
std::string setting_name(const bms::SettingRow& row);
/// The setting of that name, or nullptr.
const bms::SettingRow* find_setting(std::string_view name);

/// Numbers by name: whole numbers, or text where they have words, or lists of them.
using Dump = std::vector<std::pair<std::string, Value>>;
/// Appends every number of the core: "monitor.charge_na_s", "protection.held_ticks.low_cell", …
void append_dump(Dump& dump, const bms::Core& core);
/// The same of a sample: "sample.lowest_cell_mv", …
void append_dump(Dump& dump, const bms::BankSample& sample);
/// The set in service and every battery of it as it was last heard: "view.in_series",
/// "view.battery_1.silence_ticks", … `settings`: those by which one counts as present.
void append_dump(Dump& dump, const bms::BankView& view, const bms::Settings& settings);

}  // namespace engine
