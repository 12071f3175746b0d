#pragma once
// The command line as a function, so that tests need no process of their own.

#include <iosfwd>
#include <string>
#include <vector>

namespace reports {

/// What the program exits with (design: the program).
enum ExitCode : int {
    Success = 0,
    InternalError = 1,
    UsageError = 2,
    ScenarioError = 3,
    NamedFileError = 4,
    BalanceError = 5,
    ExpectationError = 10,
    Interrupted = 130,
};

/// Runs one command; `args` without the program's name. Answers go to `out`, everything else to
/// `err`.
int run_cli(const std::vector<std::string>& args, std::ostream& out, std::ostream& err);

}  // namespace reports
