#pragma once
// What the app calls things: one row for every setting and field that VictronConnect shows, with
// its names here and there. Pages and texts: manual §4.3 and §5.1.

#include "engine/app_look.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace reports {

enum class Language { English, Swedish };

/// The pages of the app, in its order.
enum class AppPage { Status, Battery, History, Settings };
std::string_view name_of(AppPage page);                      // "status" …, in documents
std::string_view title_of(AppPage page, Language language);  // "Battery page", "Batterisida"

/// A word of the app in both languages.
struct AppWord {
    const char* en;
    const char* sv;
};

/// What a field reads: a number, a word, or nothing where the app shows dashes.
struct AppReading {
    std::optional<double> number{};
    std::optional<AppWord> word{};
    std::optional<AppWord> mark{};  // behind the number, in brackets
};

struct VocabularyRow {
    AppPage page;
    std::string_view key;       // in documents, with its unit
    std::string_view yaml;      // the key of a scenario; "" for what cannot be written
    std::string_view signal;    // of the result file; "" for none
    std::uint16_t ve_register;  // 0: its number is not public
    std::string_view en;
    std::string_view sv;
    std::string_view unit;  // of the number; "s" and "min" are shown as durations
    int digits;
    AppReading (*read)(const engine::AppLook& look);
};

/// In the order in which the app shows them.
std::span<const VocabularyRow> vocabulary();

/// The row of a setting by its YAML key below `bms`; nothing for one that the app does not show.
const VocabularyRow* vocabulary_of_setting(std::string_view key);

/// What stands in the app: "57.2 %", "57.2 % (uncertain)", "2 h 14 min", "Balanced", "---". A
/// Swedish number has a comma.
std::string shown(const VocabularyRow& row, const AppReading& reading, Language language);

/// "3 d 4 h", "2 h 14 min", "45 min", "30 s": the two largest parts that are not nothing.
std::string duration_text(double seconds);

}  // namespace reports
