#pragma once
// What the tests of the engine share: folders that vanish, loading from a text, errors caught.

#include "engine/input_error.hpp"
#include "engine/run.hpp"
#include "engine/scenario_loader.hpp"
#include "tests/source_dir.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <stdlib.h>

namespace engine {

/// A new folder that is removed with everything in it.
class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "banktwin-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        path_ = name;
    }
    ~Folder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path(const std::string& name) const { return (path_ / name).string(); }
    std::string write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream{path_ / name, std::ios::binary} << text;
        return path(name);
    }
    std::vector<std::string> names() const {
        std::vector<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator{path_}) {
            out.push_back(entry.path().filename().string());
        }
        std::sort(out.begin(), out.end());
        return out;
    }

  private:
    std::filesystem::path path_;
};

inline std::string text_of_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
}

inline LoadedScenario load_text(const std::string& text, const LoadOptions& options = {}) {
    return load_scenario_text(text, "test.yaml", options);
}

/// The InputError that `act` throws. No error, or any other exception, fails the test.
inline std::optional<InputError> error_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const InputError& error) {
        return error;
    } catch (const std::exception& error) {
        ADD_FAILURE() << "not an InputError: " << error.what();
        return std::nullopt;
    }
    ADD_FAILURE() << "no error";
    return std::nullopt;
}

/// The whole message of the error of loading `text`, "" when there was none.
inline std::string what_of(const std::string& text, const LoadOptions& options = {}) {
    const auto error = error_of([&] { load_text(text, options); });
    return error ? error->what() : "";
}

/// The scenarios and templates that come with the program.
inline std::vector<std::string> shipped_scenarios() {
    std::vector<std::string> files;
    for (const char* folder : {"/configs/scenarios", "/configs/templates"}) {
        for (const auto& entry :
             std::filesystem::directory_iterator{tests::source_dir() + folder}) {
            if (entry.path().extension() == ".yaml") {
                files.push_back(entry.path().string());
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

inline std::vector<Sample> samples_of(const Recording& recording) {
    std::vector<Sample> rows;
    recording.samples.each([&](const Sample& row) { rows.push_back(row); });
    return rows;
}

/// What a reader of a recording draws for one signal at a moment; nothing before its first sample.
inline std::optional<double> drawn(const Recording& recording, std::size_t signal, double t_s) {
    std::optional<Sample> before;
    for (const Sample& sample : samples_of(recording)) {
        if (sample.signal != signal) {
            continue;
        }
        if (to_seconds(sample.at) <= t_s) {
            before = sample;
        } else if (!before || recording.signals[signal].is_step) {
            break;
        } else {
            const double t0 = to_seconds(before->at);
            return before->value +
                   (sample.value - before->value) * (t_s - t0) / (to_seconds(sample.at) - t0);
        }
    }
    return before ? std::optional{before->value} : std::nullopt;
}

/// The place of a signal by "name" or "device.name".
inline std::size_t signal_named(const Recording& recording, const std::string& name) {
    for (std::size_t i = 0; i < recording.signals.size(); ++i) {
        const Signal& signal = recording.signals[i];
        if ((signal.device.empty() ? "" : signal.device + ".") + signal.name == name) {
            return i;
        }
    }
    throw std::out_of_range(name);
}

/// The events of one kind.
inline std::vector<Event> events_of(const RunResult& result, EventKind kind) {
    std::vector<Event> out;
    std::copy_if(result.events.begin(), result.events.end(), std::back_inserter(out),
                 [&](const Event& event) { return event.kind == kind; });
    return out;
}

/// Seconds of the first event of a kind with this code, or nothing.
inline std::optional<double> first_s(const RunResult& result, EventKind kind,
                                     const std::string& code = "") {
    for (const Event& event : result.events) {
        if (event.kind == kind && event.code == code) {
            return to_seconds(event.at);
        }
    }
    return std::nullopt;
}

}  // namespace engine
