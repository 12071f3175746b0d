#include "engine/output_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include <unistd.h>

namespace engine {

namespace {

bool is_ours(const std::string& path, std::string_view mark) {
    std::ifstream file{path, std::ios::binary};
    std::string begin(mark.size(), '\0');
    file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    return file && begin == mark;
}

}  // namespace

OutputFile::OutputFile(std::string path, const FileKind& kind)
    : path_{std::move(path)}, temporary_{path_ + ".part-" + std::to_string(::getpid())} {
    std::error_code error;
    if (std::filesystem::exists(path_, error) && !is_ours(path_, kind.mark)) {
        throw StoreError(path_ + ": is there already and is not a " + std::string{kind.name} +
                         "; not overwritten");
    }
    file_.reset(std::fopen(temporary_.c_str(), "wb"));
    if (!file_) {
        throw StoreError(path_ + ": " + std::strerror(errno));
    }
}

OutputFile::~OutputFile() {
    if (file_) {
        file_.reset();
        std::error_code error;
        std::filesystem::remove(temporary_, error);
    }
}

void OutputFile::write(std::string_view text) noexcept {
    std::fwrite(text.data(), 1, text.size(), file_.get());  // ferror remembers
}

void OutputFile::finish() {
    const bool is_whole = std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0;
    const std::string reason = std::strerror(errno);
    if (!is_whole) {
        throw StoreError(path_ + ": " + reason);
    }
    file_.reset();
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) {
        std::filesystem::remove(temporary_);
        throw StoreError(path_ + ": " + error.message());
    }
}

}  // namespace engine
