#include "engine/text_lines.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

namespace engine {

namespace {

std::unique_ptr<std::istream> open(const std::string& path) {
    if (path == "-") {
        return std::make_unique<std::istream>(std::cin.rdbuf());
    }
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        throw InputError({.file = path}, "", "is a directory, not a file");
    }
    auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
    if (!*file) {
        throw InputError({.file = path}, "",
                         std::string{"cannot be read: "} + std::strerror(errno));
    }
    return file;
}

}  // namespace

TextLines::TextLines(const std::string& path)
    : TextLines(open(path), path == "-" ? "standard input" : path) {
    std::error_code error;
    const std::uintmax_t size = path == "-" ? 0 : std::filesystem::file_size(path, error);
    bytes_ = error ? 0 : size;  // a pipe has none
}

std::optional<double> TextLines::part_read() const {
    return bytes_ == 0
               ? std::nullopt
               : std::optional{static_cast<double>(bytes_read_) / static_cast<double>(bytes_)};
}

TextLines::TextLines(std::unique_ptr<std::istream> text, std::string name)
    : text_{std::move(text)}, name_{std::move(name)} {}

bool TextLines::next() {
    line_.resize(longest + 1);
    text_->getline(line_.data(), static_cast<std::streamsize>(line_.size()));
    const auto count = static_cast<std::size_t>(text_->gcount());
    if (count == 0) {
        line_.clear();
        return false;
    }
    ++number_;
    bytes_read_ += count;
    if (text_->fail()) {
        throw error(1, "this line is longer than 4096 characters");
    }
    // What ends the line was counted, unless the file ends without it.
    line_.resize(text_->eof() ? count : count - 1);
    if (line_.ends_with('\r')) {
        line_.pop_back();
    }
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (number_ == 1 && line_.starts_with(byte_order_mark)) {
        line_.erase(0, byte_order_mark.size());
    }
    return true;
}

}  // namespace engine
