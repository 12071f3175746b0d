#pragma once
// A text file written beside its name and renamed when it is whole.

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace engine {

/// Something about a file to be written: it cannot be, or what is there is not ours to overwrite.
class StoreError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// A kind of file of ours, and the bytes by which it is known.
struct FileKind {
    std::string_view name;  // "banktwin trace"
    std::string_view mark;  // what every such file begins with
};

class OutputFile {
  public:
    /// Begins a file that will be at `path`. Throws StoreError when nothing can be written beside
    /// it, or when there is something that is no file of this kind.
    OutputFile(std::string path, const FileKind& kind);
    /// Without `finish` nothing is left behind.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// Never throws or allocates; a failure is told by `finish`.
    void write(std::string_view text) noexcept;
    /// Puts the file in its place; throws StoreError when anything could not be written.
    void finish();

  private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::string path_;
    std::string temporary_;
    std::unique_ptr<std::FILE, CloseFile> file_;
};

}  // namespace engine
