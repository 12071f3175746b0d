#include "engine/node.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace engine {

namespace {

constexpr std::size_t most_bytes = 1U << 20U;
constexpr std::size_t most_nodes = 20'000;
constexpr std::size_t deepest = 64;

using SharedSource = std::shared_ptr<const Source>;

/// Length of the valid UTF-8 sequence at the front of `text`, 0 when there is none.
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    std::size_t length = 0;
    std::uint32_t code = 0;
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        length = 2;
        code = lead & 0x1FU;
    } else if (lead >= 0xE0 && lead < 0xF0) {
        length = 3;
        code = lead & 0x0FU;
    } else if (lead >= 0xF0 && lead < 0xF5) {
        length = 4;
        code = lead & 0x07U;
    }
    if (length == 0 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return 0;
        }
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return overlong || surrogate || code > 0x10FFFF ? 0 : length;
}

/// Looks at the bytes before any parser does.
void check_bytes(std::string_view text, const SharedSource& source) {
    if (text.size() > most_bytes) {
        throw InputError({.file = source->name}, "", "larger than 1 MiB; that is no scenario",
                         source->fault);
    }
    int line = 1;
    int column = 1;
    bool indenting = true;
    const auto fail = [&](const char* message) {
        throw InputError({.file = source->name, .line = line, .column = column}, "", message,
                         source->fault);
    };
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const std::size_t length = utf8_length(text.substr(i));
        if (length == 0) {
            fail("not UTF-8 (Latin-1?); save the file as UTF-8");
        }
        if (c == '\0') {
            fail("a NUL byte; this is not a text file");
        }
        if (c == '\t' && indenting) {
            fail("a tab in the indentation; YAML indents with spaces");
        }
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') ||
            c == 0x7F) {
            fail("a control character; this is not a text file");
        }
        if (c == '\n') {
            ++line;
            column = 1;
            indenting = true;
        } else {
            ++column;
            indenting = indenting && c == ' ';
        }
        i += length;
    }
}

/// Builds the tree from the parser's events, in flight of everything YAML allows and we do not.
class TreeBuilder final : public YAML::EventHandler {
  public:
    explicit TreeBuilder(SharedSource source) : source_{std::move(source)} {}

    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(make(mark, Node::Kind::Null), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            fail(mark, "an alias to something that contains it");
        }
        count(mark, size_of(found->second));
        add(found->second, 0);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        Node node = make(mark, Node::Kind::Scalar);
        node.text = value;
        node.quoted = tag == "!";
        if (!node.quoted && (value.empty() || value == "~" || value == "null")) {
            node.kind = Node::Kind::Null;
        }
        check_tag(mark, tag);
        add(std::move(node), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        check_tag(mark, tag);
        open(mark, Node::Kind::List, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        check_tag(mark, tag);
        open(mark, Node::Kind::Map, anchor);
    }
    void OnMapEnd() override { close(); }

  private:
    struct Open {
        Node node;
        YAML::anchor_t anchor;
        std::optional<Node> key;  // of a map, waiting for its value
    };

    [[noreturn]] void fail(const YAML::Mark& mark, const std::string& message) const {
        throw InputError({.file = source_->name, .line = mark.line + 1, .column = mark.column + 1},
                         "", message, source_->fault);
    }
    /// Untagged values come with "?", quoted ones with "!".
    void check_tag(const YAML::Mark& mark, const std::string& tag) const {
        if (tag != "!" && tag != "?" && !tag.empty()) {
            fail(mark, "a YAML tag (" + tag + "); plain values only");
        }
    }
    void count(const YAML::Mark& mark, std::size_t nodes) {
        nodes_ += nodes;
        if (nodes_ > most_nodes) {
            fail(mark, "more than 20,000 values (aliases count in full); that is no scenario");
        }
    }
    static std::size_t size_of(const Node& node) {
        std::size_t size = 1;
        for (const Node& item : node.items) {
            size += size_of(item);
        }
        for (const Entry& entry : node.entries) {
            size += size_of(entry.value);
        }
        return size;
    }
    Node make(const YAML::Mark& mark, Node::Kind kind) {
        count(mark, 1);
        Node node;
        node.kind = kind;
        node.source = source_;
        node.line = mark.line + 1;
        node.column = mark.column + 1;
        return node;
    }
    void open(const YAML::Mark& mark, Node::Kind kind, YAML::anchor_t anchor) {
        if (stack_.size() >= deepest) {
            fail(mark, "nested deeper than 64 levels; that is no scenario");
        }
        stack_.push_back({.node = make(mark, kind), .anchor = anchor, .key = std::nullopt});
    }
    void close() {
        Open done = std::move(stack_.back());
        stack_.pop_back();
        add(std::move(done.node), done.anchor);
    }
    void add(Node node, YAML::anchor_t anchor) {
        if (anchor != 0) {
            anchors_.emplace(anchor, node);
        }
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = stack_.back();
        if (parent.node.is_list()) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.key) {
            check_key(parent.node, node);
            parent.key = std::move(node);
        } else {
            const Node& key = *parent.key;
            parent.node.entries.push_back({.key = key.text,
                                           .value = std::move(node),
                                           .line = key.line,
                                           .column = key.column});
            parent.key.reset();
        }
    }
    static void check_key(const Node& map, const Node& key) {
        if (!key.is_scalar()) {
            throw error_at(key, "", "a key must be a plain word");
        }
        if (key.text == "<<") {
            throw error_at(key, "<<", "merge keys are not supported; use extends: base.yaml");
        }
        for (const Entry& entry : map.entries) {
            if (entry.key == key.text) {
                throw error_at(key, key.text,
                               "given twice; the first is at line " + std::to_string(entry.line));
            }
        }
    }

    SharedSource source_;
    Node root_;
    std::vector<Open> stack_;
    std::map<YAML::anchor_t, Node> anchors_;
    std::size_t nodes_ = 0;
};

/// Our words for what the parser says.
std::string readable(const YAML::ParserException& error) {
    std::string message = error.msg;
    if (message.find("end of map") != std::string::npos) {
        message += " (is the file cut off, or the indentation off?)";
    }
    return "not YAML: " + message;
}

}  // namespace

Node parse_yaml(std::string_view text, const SharedSource& source) {
    check_bytes(text, source);
    std::istringstream stream{std::string{text}};
    try {
        YAML::Parser parser{stream};
        TreeBuilder first{source};
        if (!parser.HandleNextDocument(first)) {
            Node empty;
            empty.source = source;
            empty.line = empty.column = 1;
            return empty;
        }
        TreeBuilder second{source};
        if (parser.HandleNextDocument(second)) {
            const Node extra = second.take();
            throw error_at(extra, "", "a second document; one file is one scenario");
        }
        return first.take();
    } catch (const YAML::ParserException& error) {
        throw InputError(
            {.file = source->name, .line = error.mark.line + 1, .column = error.mark.column + 1},
            "", readable(error), source->fault);
    }
}

std::string path_next_to(const std::string& file, const std::string& relative) {
    if (file == "-" || std::filesystem::path{relative}.is_absolute()) {
        return relative;
    }
    return (std::filesystem::path{file}.parent_path() / relative).string();
}

std::string read_text_file(const std::string& path, InputFault fault) {
    const bool is_stdin = path == "-";
    const auto fail = [&](const std::string& message) {
        throw InputError({.file = is_stdin ? "standard input" : path}, "", message, fault);
    };
    // Opened without blocking, so that a pipe nobody writes to is refused and not waited for.
    const int file =
        is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        fail(std::string{"cannot be read: "} + std::strerror(errno));
    }
    struct Closer {
        int file;
        ~Closer() {
            if (file != STDIN_FILENO) {
                ::close(file);
            }
        }
    } closer{file};
    struct stat status {};
    if (!is_stdin && ::fstat(file, &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            fail("is a directory, not a file");
        }
        if (!S_ISREG(status.st_mode)) {
            fail("is not a regular file");
        }
        if (static_cast<std::uint64_t>(status.st_size) > most_bytes) {
            fail("larger than 1 MiB; that is no scenario");
        }
    }
    std::string text;
    std::array<char, 65'536> buffer{};
    for (;;) {
        const ssize_t size = ::read(file, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size < 0) {
            fail(std::string{"cannot be read: "} + std::strerror(errno));
        }
        if (size == 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(size));
        if (text.size() > most_bytes) {
            fail("larger than 1 MiB; that is no scenario");
        }
    }
}

}  // namespace engine
