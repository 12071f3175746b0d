#pragma once
// The one exception that bad input raises, at load and nowhere else.

#include <stdexcept>
#include <string>

namespace engine {

/// A place in something a person wrote; lines and columns count from 1, 0 means none.
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
};

/// Whose fault, as the exit code tells it (design: 3 the scenario, 4 a file it names).
enum class InputFault { Scenario, NamedFile };

class InputError : public std::runtime_error {
  public:
    InputError(Place place, std::string key, std::string message,
               InputFault fault = InputFault::Scenario);

    const Place& place() const { return place_; }
    const std::string& key() const { return key_; }
    const std::string& message() const { return message_; }
    InputFault fault() const { return fault_; }

  private:
    Place place_;
    std::string key_;
    std::string message_;
    InputFault fault_;
};

}  // namespace engine
