#pragma once
// Waveforms of a replay as a value change dump (IEEE 1364 §18), for GTKWave, PulseView and others.

#include "bms/fields.hpp"
#include "engine/output_file.hpp"
#include "engine/replay.hpp"

#include <array>
#include <string>
#include <vector>

namespace engine {

inline constexpr FileKind vcd_kind{.name = "waveform of banktwin's", .mark = "$version banktwin"};

/// One time unit is one tick, 100 ms. Outputs, lights, reasons and codes stand below `shows`, the
/// states that the core goes through below `core`, the sample below `given`: switches, flags and
/// codes as wires, quantities as real numbers. A word is there twice: as its number, and as
/// `<name>_word`, a string variable. Strings are GTKWave's addition to the standard; PulseView
/// passes over them. The signals are the rows of the core's own tables.
class VcdWriter final : public ReplayWatcher {
  public:
    /// Throws StoreError as OutputFile does.
    explicit VcdWriter(const std::string& path);

    /// Names and time of the recording, before the first change.
    void begin(const ReplayHead& head);
    void given(std::uint64_t tick, const bms::BankSample& sample) override;
    void shows(std::uint64_t ticks, const bms::Core& core, const BmsLook& look) override;
    /// The last moment; throws StoreError when anything could not be written.
    void finish(SimTime end);

  private:
    struct Signal {
        const bms::NumberField* field;
        std::optional<std::size_t> bit;  // one of a set
        std::string id;
        std::string word_id;  // of the same as a string; "" for what has no words
        std::optional<std::int64_t> last;
    };
    using Signals = std::vector<Signal>;

    /// `only`: those that are spelled so.
    void declare(Signals& signals, const char* scope, std::span<const bms::NumberField> fields,
                 std::optional<bms::Spelling> only = std::nullopt);
    void declare_one(Signals& signals, const bms::NumberField& field,
                     std::optional<std::size_t> bit);
    void write_changes(std::uint64_t ticks, Signals& signals, const void* owner);
    void write_time(std::uint64_t ticks);

    OutputFile file_;
    Signals shows_;
    std::array<Signals, bms::Fields::parts.size()> core_;
    Signals given_;
    std::size_t declared_ = 0;
    std::optional<std::uint64_t> time_;
    std::string text_;
};

}  // namespace engine
