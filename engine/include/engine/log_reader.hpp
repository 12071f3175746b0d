#pragma once
// A log of what batteries measured, as a replay: a CSV with one row per battery and moment.
//
//     time_s            seconds from anywhere, 1970 too, or instead
//     time              a date and time, 2026-06-05 18:00:00.5; Z or an offset, +02:00, may follow,
//                       else it is in the scenario's utc_offset
//     battery           its number along the chain, from 1; may be missing for a single one
//     cell_1_v …        of every cell
//     voltage_v         of the battery; may be missing: the sum of its cells
//     current_a         positive charges
//     temperature_degc
//     remote            on or off, from this row on; may be missing or empty: as before (on)
//
// In any order, separated by commas, with these names in the first line; other columns are not
// read, unless their name is so near to one of these that it is a slip. The first row is the
// beginning, times do not fall, and are taken to tenths of a second, values to whole millivolts,
// milliamperes and tenths of a degree, as batteries send them; a row that no battery can have sent
// (`bms::is_valid`) is a mistake, and so is a log without any row of a battery of the bank.

#include "engine/replay_source.hpp"
#include "engine/text_lines.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace engine {

class LogReader final : public ReplaySource {
  public:
    /// Reads the first line. `head`: the bank, the core as it stands before, its calendar; a log
    /// with dates begins at its first one. A battery keeps sending its last row for `longest_gap`,
    /// and is silent after that. Throws InputError at a mistake.
    LogReader(TextLines text, ReplayHead head, SimTime longest_gap);

    const ReplayHead& head() const override { return head_; }
    std::optional<ReplayStep> next() override;
    std::optional<double> part_read() const override { return text_.part_read(); }
    std::optional<bms::BankView> view_after(std::uint64_t ticks) const override;
    /// Names of the columns that are not read.
    const std::vector<std::string>& columns_not_read() const { return columns_not_read_; }

  private:
    enum class Column { Time, Date, Battery, Voltage, Current, Temperature, Remote, Cell, NotRead };
    struct Place;
    static std::string name_of(const Place& place);
    struct Place {
        Column column = Column::NotRead;
        std::size_t cell = 0;
    };
    struct Row {
        SimTime at{0};  // as it says
        std::int64_t tick = 0;
        std::size_t battery = 0;
        bms::BatteryFrame frame;
        std::optional<bool> remote;
        int line = 0;
    };
    struct Sender {
        bms::BatteryFrame frame;
        std::int64_t last_row = -1;  // its tick; -1: none yet
    };

    void read_names();
    void check_names() const;
    std::optional<Row> read_row();
    void read_ahead();
    void expect_every_battery() const;
    void take(const Row& row);
    void send_again();
    void place_in_time(Row& row);
    std::int64_t falls_silent(const Sender& sender) const;
    std::int64_t quiet_ticks() const;

    TextLines text_;
    ReplayHead head_;
    std::int64_t longest_gap_ticks_;
    std::vector<Place> places_;
    std::vector<std::string> columns_not_read_;
    std::optional<SimTime> first_;  // what the first row says
    SimTime last_ = SimTime::min();
    bms::BankView view_;  // when the step begins
    std::vector<Sender> senders_;
    bms::RemotePins pins_ = bms::factory_loop();
    std::optional<Row> ahead_;
    std::int64_t now_ = 0;
    std::int64_t end_ = 0;
    std::uint64_t step_ticks_ = 0;
    int line_ = 0;
};

}  // namespace engine
