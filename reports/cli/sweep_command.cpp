#include "bms/source_hash.hpp"
#include "command.hpp"
#include "engine/sweep_store.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "reports/cli.hpp"
#include "reports/findings.hpp"
#include "reports/json.hpp"
#include "reports/provenance.hpp"
#include "reports/sweep_report.hpp"
#include "reports/verdict.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <ostream>
#include <thread>

#include <fmt/format.h>

namespace reports::cli {

namespace {

/// More than this is warned of: at a hundred runs a second it takes hours, and gigabytes.
constexpr std::int64_t many_runs = 1'000'000;
constexpr unsigned most_threads = 256;

struct SweepArguments {
    std::string file;
    std::vector<std::string> sets;
    std::optional<std::int64_t> seed;
    std::string output;
    std::string keep{name_of(engine::Keep::Metrics)};
    std::string driver{name_of(engine::Driver::Leap)};
    std::string language = "en";
    unsigned threads = 1;
    bool afresh = false;
    bool dry_run = false;
    bool json = false;
    bool quiet = false;
};

template <class E, class Words>
E choice_of(const Words& words, const std::string& word) {
    return static_cast<E>(std::find(words.begin(), words.end(), word) - words.begin());
}

/// What the file keeps of a run beside its numbers.
engine::RunStory story_of(const engine::LoadedScenario& loaded, const engine::RunResult& result,
                          engine::Keep keep, Language language) {
    engine::RunStory story{.verdict_text = verdict_text(result, language), .findings = {}};
    if (keep != engine::Keep::Metrics) {
        story.findings = findings_of(loaded.scenario, result, language);
    }
    return story;
}

/// Everything that outlives an interruption.
class SweepCall {
  public:
    SweepCall(const SweepArguments& arguments, Streams streams)
        : arguments_{arguments},
          streams_{streams},
          sweep_{engine::Sweep::read(
              arguments.file,
              {.sets = arguments.sets, .seed = arguments.seed, .catalogs = user_catalogs()})},
          document_{sweep_document(sweep_)},
          driver_{choice_of<engine::Driver>(engine::driver_words, arguments.driver)},
          language_{arguments.language == "sv" ? Language::Swedish : Language::English} {
        document_.provenance.version = version();
        document_.provenance.core_hash = bms::source_hash();
        document_.provenance.driver = arguments.driver;
        document_.provenance.host = host_name();
        document_.provenance.threads = static_cast<int>(arguments.threads);
    }

    int run() {
        if (sweep_.runs() > many_runs) {
            streams_.err << fmt::format("warning: {} runs; that takes hours\n", sweep_.runs());
        }
        if (!arguments_.dry_run) {
            run_all();
        }
        streams_.out << (arguments_.json ? to_json(document_value(document_))
                                         : sweep_text(document_, language_));
        if (document_.failed > 0) {
            streams_.err << fmt::format("{} of {} runs have failed\n", document_.failed,
                                        document_.runs);
            return BalanceError;
        }
        return Success;
    }

  private:
    void run_all() {
        const engine::Keep keep = choice_of<engine::Keep>(engine::keep_words, arguments_.keep);
        std::unique_ptr<engine::SweepStore> store;
        if (!arguments_.output.empty()) {
            store = std::make_unique<engine::SweepStore>(
                arguments_.output, sweep_,
                engine::SweepRecord{.core_hash = document_.provenance.core_hash,
                                    .version = document_.provenance.version,
                                    .driver = driver_,
                                    .keep = keep,
                                    .language = arguments_.language},
                arguments_.afresh);
            store->each_done([&](const engine::SweepRow& row) { rows_.push_back(row); });
        }
        const std::size_t before = rows_.size();
        const auto begin = std::chrono::steady_clock::now();
        const InterruptGuard guard;
        Progress progress{streams_.err, arguments_.quiet};
        engine::SweepRunOptions options{.driver = driver_,
                                        .threads = arguments_.threads,
                                        .record = store && keep == engine::Keep::Samples,
                                        .first = static_cast<std::int64_t>(before),
                                        .tell = {},
                                        .check = [&] {
                                            InterruptGuard::check();
                                            show(progress, begin, before);
                                        }};
        if (store) {
            options.tell = [keep, language = language_](const engine::LoadedScenario& loaded,
                                                        const engine::RunResult& result) {
                return story_of(loaded, result, keep, language);
            };
        }
        try {
            run_sweep(sweep_, options, [&](const engine::SweepRun& run) {
                rows_.push_back(row_of(run, sweep_.shown()));
                if (store) {
                    store->add(run);
                }
            });
        } catch (const InterruptedRun&) {
            progress.clear();
            tell_interrupted(store != nullptr);
            throw;
        }
        progress.clear();
        if (store) {
            store->finish();
            document_.result = arguments_.output;
        }
        document_.provenance.wall_s =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        document_.provenance.runs_now = static_cast<int>(rows_.size() - before);
        add_rows(document_, sweep_, rows_);
    }

    void show(Progress& progress, std::chrono::steady_clock::time_point begin,
              std::size_t before) const {
        progress.show(static_cast<double>(rows_.size()) / static_cast<double>(sweep_.runs()), [&] {
            const double elapsed_s =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            return fmt::format("{} of {} runs, {:.0f} a second", rows_.size(), sweep_.runs(),
                               static_cast<double>(rows_.size() - before) / elapsed_s);
        });
    }

    void tell_interrupted(bool has_store) const {
        streams_.err << fmt::format("{} of {} runs are done", rows_.size(), sweep_.runs());
        if (has_store) {
            streams_.err << fmt::format("; the same command goes on from {}",
                                        engine::SweepStore::partial_name(arguments_.output));
        }
        streams_.err << '\n';
    }

    const SweepArguments& arguments_;
    Streams streams_;
    engine::Sweep sweep_;
    SweepDocument document_;
    engine::Driver driver_;
    Language language_;
    std::vector<engine::SweepRow> rows_;
};

}  // namespace

Command add_sweep(CLI::App& program, Streams streams) {
    CLI::App* app =
        program.add_subcommand("sweep", "run a scenario many times, with values that vary");
    app->footer(
        "\nA sweep is a file:\n"
        "  base: my.yaml\n"
        "  grid:\n"
        "    devices.alarm.draws: [10 mA, 20 mA, 35 mA]\n"
        "    bank.soc_pct: {from: 30, to: 90, step: 10}\n"
        "  monte_carlo:\n"
        "    runs: 200\n"
        "    vary: {ambient.temperature_degc: {normal: [5, 3]}}\n"
        "  show: [load_off_h, load_unmet_wh]                  # beside the days\n"
        "\nExamples:\n"
        "  banktwin sweep my_sweep.yaml --dry-run\n"
        "  banktwin sweep my_sweep.yaml -j 4 -o out.sqlite   # interrupted, the same goes on\n"
        "  sqlite3 out.sqlite 'SELECT * FROM v_sweep'");
    auto arguments = std::make_shared<SweepArguments>();
    arguments->threads = std::clamp(std::thread::hardware_concurrency(), 1U, most_threads);
    app->add_option("sweep", arguments->file, "the sweep file; - reads standard input")->required();
    app->add_option("-o,--output", arguments->output,
                    "write every run to this SQLite file (overwrites only files of its own kind)")
        ->type_name("FILE")
        ->check(output_file());
    app->add_option("-j,--threads", arguments->threads,
                    "run so many at once; as many as there are processors if not given")
        ->type_name("N")
        ->check(CLI::Range(1U, most_threads));
    app->add_option("--keep", arguments->keep,
                    "what the file keeps of each run: its metrics; its events, findings and "
                    "ledger, too; or all samples besides")
        ->check(CLI::IsMember(
            std::vector<std::string>{engine::keep_words.begin(), engine::keep_words.end()}))
        ->capture_default_str();
    app->add_option("--set", arguments->sets,
                    "change one value of the scenario in all runs: path=value (may be given "
                    "several times)")
        ->type_name("PATH=VALUE")
        ->check(set_form())
        ->take_all()
        ->allow_extra_args(false);
    app->add_option("--seed", arguments->seed,
                    "seed of the draws; of the scenario where nothing is drawn")
        ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()))
        ->type_name("N");
    app->add_option("--driver", arguments->driver,
                    "fixed: every control tick is executed; leap: the same events, but steps as "
                    "long as nothing happens")
        ->check(CLI::IsMember(
            std::vector<std::string>{engine::driver_words.begin(), engine::driver_words.end()}))
        ->capture_default_str();
    app->add_option("--lang", arguments->language,
                    "language of the summary, and of what the file says of each run")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--afresh", arguments->afresh,
                  "begin anew, even where FILE.partial holds the first runs");
    app->add_flag("--dry-run", arguments->dry_run, "check everything, count the runs, run none");
    app->add_flag("--json", arguments->json, "print one JSON document instead of the summary");
    app->add_flag("--quiet", arguments->quiet, "no progress bar");
    return {.app = app, .action = [arguments, streams] {
                return SweepCall{*arguments, streams}.run();
            }};
}

}  // namespace reports::cli
