// The program as a person starts it.

#include <array>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// Runs the program and returns what it printed.
std::string output_of(const std::vector<std::string>& args) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        return {};
    }
    std::vector<char*> argv;
    for (const std::string& arg : args) {
        argv.push_back(const_cast<char*>(arg.c_str()));
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t size = 0;
         failed == 0 && (size = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    ::close(ends[0]);
    if (failed == 0) {
        ::waitpid(child, nullptr, 0);
    }
    return text;
}

/// Start-up and a closed-form answer (manual §3.1: 8.33 days).
void start_and_drain(benchmark::State& state) {
    const std::vector<std::string> args{BANKTWIN_PROGRAM,
                                        "drain",
                                        "--capacity-ah",
                                        "200",
                                        "--from",
                                        "low_cell",
                                        "--self-discharge-pct-per-30d",
                                        "0",
                                        "--drain",
                                        "rest=8.8mA:battery"};
    for (auto _ : state) {
        if (output_of(args).find("Latest recharge: day 8.33") == std::string::npos) {
            state.SkipWithError("the answer is not 8.33 days");
        }
    }
}
BENCHMARK(start_and_drain)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
