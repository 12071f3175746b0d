#pragma once
// What a designer should know about a system, by name.

#include <optional>
#include <string>

namespace engine {

/// Something the system would do better without, or a remark. Found by the reports layer, stored
/// with the run.
struct Finding {
    enum class Severity { Note, Advice, Mistake };
    std::string name;  // "uncontrolled_load"
    Severity severity = Severity::Note;
    std::string device;  // what it is about, "" for the whole system
    std::string text;    // what is, with its numbers
    std::string advice;  // what to do
    std::string source;  // manual section, requirement
};

}  // namespace engine
