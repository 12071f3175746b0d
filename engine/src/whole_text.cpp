#include "engine/whole_text.hpp"

#include "engine/input_error.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace engine {

namespace {

constexpr std::size_t largest_bytes = 256U << 20U;  // two years of a VRM log, a row a minute
constexpr std::size_t block_bytes = 1U << 16U;

}  // namespace

std::string name_in_messages(const std::string& path) {
    return path == "-" ? "standard input" : path;
}

std::string whole_text(const std::string& path) {
    const bool is_piped = path == "-";
    const auto mistake = [&](const std::string& message) {
        return InputError({.file = name_in_messages(path)}, "", message);
    };
    std::error_code error;
    if (!is_piped && !std::filesystem::is_regular_file(path, error)) {
        throw mistake(error ? "cannot be read: " + error.message() : "is not a regular file");
    }
    std::ifstream file;
    if (!is_piped) {
        file.open(path, std::ios::binary);
    }
    std::istream& stream = is_piped ? std::cin : file;
    std::string text;
    std::array<char, block_bytes> block{};
    do {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > largest_bytes) {
            throw mistake("is larger than 256 MiB");
        }
    } while (stream);
    if (stream.bad() || (!is_piped && !file.is_open())) {
        throw mistake("cannot be read");
    }
    return text;
}

}  // namespace engine
