#include "bms/bounds.hpp"
#include "bms/source_hash.hpp"
#include "command.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/json.hpp"
#include "reports/tell.hpp"

#include <memory>
#include <ostream>

#include <fmt/format.h>

namespace reports::cli {

namespace {

template <class T>
constexpr int bytes = static_cast<int>(sizeof(T));

CoreInfoDocument core_info(Language language) {
    CoreInfoDocument document;
    document.core_hash = bms::source_hash();
    document.bytes = {.core = bytes<bms::Core>,
                      .protection = bytes<bms::Protection>,
                      .monitor = bytes<bms::Monitor>,
                      .history = bytes<bms::History>,
                      .balancer = bytes<bms::Balancer>,
                      .bluetooth = bytes<bms::Bluetooth>,
                      .settings = bytes<bms::Settings>,
                      .memory = bytes<bms::Memory>,
                      .image = bytes<bms::ImageSlot>,
                      .bank_view = bytes<bms::BankView>,
                      .bank_sample = bytes<bms::BankSample>,
                      .everything = bytes<bms::Footprint>,
                      .everything_at_most = int{bms::most_footprint_bytes}};
    document.limits = {.batteries = int{bms::most_batteries},
                       .batteries_51v2 = int{bms::most_batteries_51v2},
                       .cells = int{bms::most_cells},
                       .cells_per_battery = int{bms::most_cells_per_battery},
                       .ticks_per_second = int{bms::ticks_per_second},
                       .ticks_per_advance = int{bms::Core::most_ticks.count},
                       .current_a = bms::largest_current_ma / 1000.0,
                       .voltage_v = bms::largest_voltage_mv / 1000.0};
    document.work = {
        .conditions_per_tick = int{bms::condition_count},
        .settings_per_command = int{bms::setting_count},
        .batteries_per_frame = int{bms::most_batteries},
        .cells_per_frame = int{bms::most_cells},
        .bound = tell(language,
                      "no recursion, and no loop of a tick ends by its input: tables of fixed "
                      "size are walked a fixed number of times, whatever the bank; a round of "
                      "frames looks once at every battery and cell",
                      "ingen rekursion, och ingen slinga i en tick slutar genom sin indata: "
                      "tabeller av fast storlek gås igenom ett fast antal gånger, hur banken än "
                      "ser ut; en omgång meddelanden ser en gång på varje batteri och cell")};
    return document;
}

std::string core_info_text(const CoreInfoDocument& info, Language language) {
    const CoreSizesPart& size = info.bytes;
    const CoreLimitsPart& limit = info.limits;
    return tell(
        language,
        "BMS core {}\n\n"
        "Bytes\n"
        "  core         {:>6}   protection {}, monitor {}, history {}, balancer {}, bluetooth {}, "
        "settings {}\n"
        "  memory       {:>6}   what outlives a power cut, in two images of at most {}\n"
        "  bank view    {:>6}   last frames of up to {} batteries ({} of 51.2 V), {} cells\n"
        "  bank sample  {:>6}   what a tick is given\n"
        "  everything   {:>6}   for one bank, of {} at most\n\n"
        "Work\n"
        "  a tick       {} conditions; {} ticks a second, at most {} in one call\n"
        "  a command    {} settings on top\n"
        "  a round of frames  at most {} batteries, {} cells\n"
        "  bounded: {}\n",
        "BMS-kärna {}\n\n"
        "Byte\n"
        "  kärna        {:>6}   skydd {}, övervakning {}, historik {}, balanserare {}, bluetooth "
        "{}, inställningar {}\n"
        "  minne        {:>6}   det som överlever ett strömavbrott, i två avbilder på högst {}\n"
        "  batterivy    {:>6}   senaste meddelanden från upp till {} batterier ({} på 51,2 V), {} "
        "celler\n"
        "  bankprov     {:>6}   det som en tick får\n"
        "  allt         {:>6}   för en bank, av högst {}\n\n"
        "Arbete\n"
        "  en tick      {} villkor; {} tickar i sekunden, högst {} i ett anrop\n"
        "  ett kommando {} inställningar därtill\n"
        "  en omgång meddelanden  högst {} batterier, {} celler\n"
        "  begränsat: {}\n",
        info.core_hash, size.core, size.protection, size.monitor, size.history, size.balancer,
        size.bluetooth, size.settings, size.memory, size.image, size.bank_view, limit.batteries,
        limit.batteries_51v2, limit.cells, size.bank_sample, size.everything,
        size.everything_at_most, info.work.conditions_per_tick, limit.ticks_per_second,
        limit.ticks_per_advance, info.work.settings_per_command, info.work.batteries_per_frame,
        info.work.cells_per_frame, info.work.bound);
}

}  // namespace

Command add_core_info(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "core-info", "print what the BMS core takes: memory, limits, work per tick");
    auto json = std::make_shared<bool>(false);
    auto language_word = std::make_shared<std::string>("en");
    app->add_option("--lang", *language_word, "language of the answer")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", *json, "print one JSON document");
    return {
        .app = app, .action = [json, language_word, streams] {
            const Language language =
                *language_word == "sv" ? Language::Swedish : Language::English;
            const CoreInfoDocument info = core_info(language);
            streams.out << (*json ? to_json(document_value(info)) : core_info_text(info, language));
            return static_cast<int>(Success);
        }};
}

}  // namespace reports::cli
