#pragma once
// Waveforms of a replay as a value change dump (IEEE 1364 §18), for GTKWave, PulseView and others.

#include "engine/output_file.hpp"
#include "engine/replay.hpp"

#include <string>
#include <vector>

namespace engine {

inline constexpr FileKind vcd_kind{.name = "waveform of banktwin's", .mark = "$version banktwin"};

/// One time unit is one tick, 100 ms. Outputs, lights, reasons and codes stand below `shows`, the
/// sample below `given`: switches, flags and codes as wires, words as their number, quantities as
/// real numbers. The signals are the rows of the core's own tables.
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
        std::optional<std::int64_t> last;
    };
    using Signals = std::vector<Signal>;

    void declare(Signals& signals, const char* scope, std::span<const bms::NumberField> fields);
    void declare_one(Signals& signals, const bms::NumberField& field,
                     std::optional<std::size_t> bit);
    void write_changes(std::uint64_t ticks, Signals& signals, const void* owner);
    void write_time(std::uint64_t ticks);

    OutputFile file_;
    Signals shows_;
    Signals given_;
    std::size_t declared_ = 0;
    std::optional<std::uint64_t> time_;
    std::string text_;
};

}  // namespace engine
