#pragma once
// The batteries as the BMS last heard them, and the set they form: detected by itself (R-BAT-4).

#include "bms/quantity.hpp"
#include "bms/sample.hpp"
#include "bms/settings.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

namespace bms {

inline constexpr std::size_t most_batteries = 50;          // of 12.8 or 25.6 V (R-BAT-2)
inline constexpr std::size_t most_batteries_51v2 = 25;     // of 51.2 V
inline constexpr std::size_t most_cells_per_battery = 16;  // a 51.2 V battery
inline constexpr std::size_t most_cells = 400;             // 50 of 8 cells, or 25 of 16
/// Far above any battery (300 Ah), low enough that no charge of a bank overflows.
inline constexpr MilliampHours largest_battery{10'000'000};

/// Every battery sends one frame a second.
inline constexpr Ticks frame_period{10};
/// First start: so long without a new position, and the set is taken to be complete (D-24).
inline constexpr Ticks detection_time{50};

/// How many batteries of which kind, and how they are joined. The chain runs string by string
/// (D-24).
struct BankLayout {
    std::uint8_t batteries{};
    std::uint8_t in_series{};          // batteries in one string
    std::uint8_t cells_per_battery{};  // 4, 8 or 16
    std::uint8_t unused{};
    MilliampHours battery_capacity{};

    constexpr std::uint8_t in_parallel() const {
        return static_cast<std::uint8_t>(in_series == 0 ? 0 : batteries / in_series);
    }
    friend constexpr bool operator==(const BankLayout&, const BankLayout&) = default;
};

/// R-BAT-2: a 12, 24 or 48 V system of whole strings with no more batteries than one BMS may have.
bool is_possible(const BankLayout& layout);

/// The set in service, which outlives a power cut (D-24). Without a battery: none yet, as on first
/// start.
struct BatterySet {
    BankLayout layout{};
    // Along the chain; 0 is not known, and learnt from the first frame that fits.
    std::array<std::uint32_t, most_batteries> serial_numbers{};

    friend constexpr bool operator==(const BatterySet&, const BatterySet&) = default;
};

/// One frame of one battery (R-BAT-5). Cells and nominal capacity tell its model: no two Lithium NG
/// batteries share both (R-BAT-1).
struct BatteryFrame {
    Millivolts voltage{};
    Milliamps current{};  // positive charges
    DeciCelsius temperature{};
    MilliampHours nominal_capacity{};
    std::uint32_t serial_number{};                                // 0: does not say
    std::uint16_t firmware_version{};                             // 0x0123 is v1.23
    std::uint8_t cells{};                                         // 4, 8 or 16
    std::array<std::uint16_t, most_cells_per_battery> cell_mv{};  // the first `cells` of them
};

/// Whether a battery can have meant this: 4, 8 or 16 cells of 0 … 5 V, a battery voltage within 0.1
/// V per cell of their sum, at most 5 kA, -60 … +150 °C, a capacity up to `largest_battery`. A
/// frame that is not valid counts as not received, as one whose check sum the receiver has refused
/// does.
bool is_valid(const BatteryFrame& frame);

/// The last frame of every battery and the time since; cell voltages in one flat pool. Positions
/// count from 0 along the chain.
///
/// At every tick: the frames that have come, then `aggregate` and the core, then `advance`.
class BankView {
  public:
    /// First start: the set is detected once the chain has been closed for `detection_time` without
    /// a new position.
    BankView() : BankView(BatterySet{}) {}
    /// Power-up with the set in service. A set that is not possible is none.
    explicit BankView(const BatterySet& in_service);
    explicit BankView(const BankLayout& layout) : BankView(BatterySet{.layout = layout}) {}

    /// Takes one frame; one that is not valid changes nothing.
    void receive(std::size_t position, const BatteryFrame& frame);
    /// `n` ticks pass without a frame.
    void advance(Ticks n);
    /// `n` ticks pass in which every battery that is not overdue sends its last frame again, once
    /// every `frame_period`: what a held sample means.
    void hold(Ticks n);

    /// R-BAT-11: both ends of the chain are at the BMS; any open place opens it.
    void set_chain_open(bool is_open);
    /// Voltage between the BMS's own supply terminals.
    void set_supply_voltage(Millivolts voltage) { supply_mv_ = voltage.count; }
    /// D-21: a battery that is being updated sends nothing. No silence counts meanwhile, and all of
    /// it starts anew at the end.
    void set_updating(bool is_updating);
    /// Forgets the set in service and detects anew, as on first start: how a set that was changed
    /// on purpose is taken into service (assumed; the manual knows no way).
    void detect_anew();

    /// What the host stores whenever it has changed.
    const BatterySet& in_service() const { return in_service_; }
    const BankLayout& layout() const { return in_service_.layout; }

    /// Every battery of the set in service has sent a valid frame since power-up.
    bool is_complete() const;
    /// The facts of the set and the link; `link_warning_s` and `link_alarm_s` are read.
    Flags flags(const Settings& settings) const;
    /// Ticks until the sample changes by itself while it is held (`hold`); nothing: never.
    std::optional<Ticks> next_deadline(const Settings& settings) const;
    /// A frame is due and has not come, or the set is yet to be detected: time alone may change
    /// the sample.
    bool is_waiting() const;

    /// Whether what was last heard from there, of whatever battery, is younger than
    /// `link_warning_s`.
    bool speaks(std::size_t position, const Settings& settings) const;
    /// Whether the last frame of this battery of the set may still decide anything: it speaks, and
    /// fits the set.
    bool is_present(std::size_t position, const Settings& settings) const;
    /// The battery of the set heard least lately, and how long ago each was.
    std::size_t most_silent() const;
    Ticks silence_of(std::size_t position) const;
    /// The first battery that is not the one in service; nothing when all are.
    std::optional<std::size_t> first_stranger(const Settings& settings) const;

    /// As last heard (R-BAT-5); zeros when never.
    std::span<const std::uint16_t> cells_of(std::size_t position) const;
    Millivolts voltage_of(std::size_t position) const { return {last_[position].voltage_mv}; }
    Milliamps current_of(std::size_t position) const { return {last_[position].current_ma}; }
    DeciCelsius temperature_of(std::size_t position) const {
        return {last_[position].temperature_dc};
    }
    MilliampHours capacity_of(std::size_t position) const { return {last_[position].capacity_mah}; }
    std::uint32_t serial_number_of(std::size_t position) const {
        return last_[position].serial_number;
    }
    std::uint16_t firmware_version_of(std::size_t position) const {
        return last_[position].firmware_version;
    }
    Millivolts supply_voltage() const { return {supply_mv_}; }

    friend constexpr bool operator==(const BankView&, const BankView&) = default;

  private:
    static constexpr std::uint16_t forever = 0xFFFF;  // ages stop there: 109 minutes

    struct Model {
        std::int32_t capacity_mah;
        std::uint8_t cells;
        friend constexpr bool operator==(const Model&, const Model&) = default;
    };
    struct LastFrame {
        std::int32_t voltage_mv{};
        std::int32_t current_ma{};
        std::int32_t capacity_mah{};
        std::uint32_t serial_number{};
        std::int16_t temperature_dc{};
        std::uint16_t firmware_version{};
        std::uint8_t cells{};       // 0: never heard
        std::uint8_t has_fitted{};  // once since power-up it was of the model in service
        std::array<std::uint8_t, 2> unused{};

        Model model() const { return {.capacity_mah = capacity_mah, .cells = cells}; }
        friend constexpr bool operator==(const LastFrame&, const LastFrame&) = default;
    };

    bool is_searching() const { return layout().batteries == 0; }
    bool is_heard(std::size_t position) const { return last_[position].cells != 0; }
    bool is_overdue(std::size_t position) const {
        return !is_heard(position) || silence_[position] >= frame_period.count;
    }
    /// Positions at which there must be a battery; the BMS itself lives from the first.
    std::size_t positions_known() const {
        const std::size_t heard = positions_heard_ == 0 ? 1 : positions_heard_;
        return is_searching() ? heard : layout().batteries;
    }
    /// While searching, the model of the first battery.
    Model model_in_service() const {
        return is_searching() ? last_[0].model()
                              : Model{.capacity_mah = layout().battery_capacity.count,
                                      .cells = layout().cells_per_battery};
    }
    bool is_counted(std::size_t position, const Settings& settings) const;
    bool is_stranger(std::size_t position) const;
    bool is_mixed(const Settings& settings) const;
    bool is_beyond(const Settings& settings) const;
    bool is_impossible(const Settings& settings) const;
    bool is_detected() const;
    BankLayout found() const;
    void note(std::size_t position, const BatteryFrame& frame);
    void pass(Ticks n);
    void take_into_service(const BankLayout& found);
    void forget_batteries();

    std::array<LastFrame, most_batteries> last_{};
    BatterySet in_service_{};
    std::array<std::uint16_t, most_cells> cell_pool_mv_{};
    // Ticks since the last valid frame of each position, or since power-up.
    std::array<std::uint16_t, most_batteries> silence_{};
    std::int32_t supply_mv_{};
    std::uint16_t beyond_silence_{forever};  // since a frame from a position that cannot be
    std::uint16_t since_news_{};             // since the last new position, while searching
    std::uint16_t since_update_{forever};
    std::uint8_t chain_is_open_{};
    std::uint8_t is_updating_{};
    std::uint8_t pool_cells_{};       // of one battery in the pool
    std::uint8_t positions_heard_{};  // one past the last that was ever heard
    std::array<std::uint8_t, 2> unused_{};
};

static_assert(std::is_trivially_copyable_v<BankView> &&
              std::has_unique_object_representations_v<BankView>);

/// The decision values of the bank, of the batteries that are present: extremes over their cells;
/// the bank's voltage is in-series times their mean, its current the sum of the strings' means.
/// D-27: a battery's last frame counts for `link_warning_s`; after that nothing is decided by it,
/// and a string of which nobody speaks is taken to carry the mean of the others. A battery that
/// does not fit the set decides nothing either, but the current that it tells flows. Pins, commands
/// and the board's own flags are the caller's. Without `Flag::Complete` only the flags mean
/// anything, and the bank's voltage is that of the BMS's supply (the remote input needs one).
BankSample aggregate(const BankView& view, const Settings& settings);

}  // namespace bms
