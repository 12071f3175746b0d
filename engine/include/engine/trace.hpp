#pragma once
// Traces, format `banktwin.trace/1`: what a core was given, tick by tick, and what it showed.
//
// A text of lines. Times count in ticks of 100 ms, everything else in the core's own whole units;
// `#` begins a comment. The head names the core it starts with; the body is
//
//     <ticks> [name=value …]   the sample changes as named and is held for so many ticks
//     off <ticks>              so many ticks without supply; the next line starts the core again
//     flow <ticks> [name=value …]  the next line's charge is not what its sample says: this much
//                              flowed in <ticks> ticks, of which that line runs the first
//     = [name=value …]         what the core shows now; in the head of a recorded trace
//                              `expect every_change` says that it changes nowhere else
//     end <ticks>              the last line: so many altogether
//
// Fields that a line does not name are as they were, at first as in a fresh `bms::BankSample`.

#include "engine/output_file.hpp"
#include "engine/replay_source.hpp"
#include "engine/text_lines.hpp"

#include <memory>
#include <string>

namespace engine {

inline constexpr FileKind trace_kind{.name = "banktwin trace", .mark = "banktwin.trace/1\n"};

/// Writes a trace while a core runs. After `begin` nothing allocates or throws until `finish`.
class TraceWriter {
  public:
    /// Throws StoreError as OutputFile does.
    explicit TraceWriter(const std::string& path);

    void begin(const ReplayHead& head);
    /// `core` has just run `done` ticks of `sample`, of which `integrals` span `of`.
    void ran(const bms::BankSample& sample, const bms::Integrals& integrals, bms::Ticks of,
             bms::Ticks done, const bms::Core& core);
    /// So many ticks passed without supply; none: it was away between two ticks.
    void without_supply(bms::Ticks ticks, const bms::Core& core);
    /// Throws StoreError when anything could not be written.
    void finish(const bms::Core& core);

  private:
    void show(const Shown& shown);
    void write_pending();
    void write_line();

    OutputFile file_;
    std::string line_;
    Calendar calendar_;
    std::uint64_t ticks_ = 0;
    std::uint64_t pending_ticks_ = 0;
    bool has_supply_ = true;
    bms::BankSample sample_;   // held
    bms::BankSample written_;  // as the lines so far tell it
    Shown shown_;
};

/// Reads a trace line by line.
class TraceReader final : public ReplaySource {
  public:
    /// Reads the head. Throws InputError at a mistake.
    explicit TraceReader(TextLines text);
    ~TraceReader() override;

    const ReplayHead& head() const override;
    std::optional<ReplayStep> next() override;
    std::optional<double> part_read() const override;

  private:
    class Lines;
    void begin_core(const bms::Settings& settings);
    void read_head_line(bms::Settings& settings);
    void read_calendar(bool is_start);
    void read_setting(bms::Settings& settings);
    void read_state();
    bool read_step();
    void read_expected();
    void read_end();

    std::unique_ptr<Lines> lines_;
    ReplayHead head_;
    bool has_core_ = false;
    ReplayStep step_;  // being put together
    Expected expected_;
    std::uint64_t ticks_ = 0;
};

}  // namespace engine
