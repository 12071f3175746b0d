#pragma once
// A text as accidents leave it: bytes changed, lines lost or doubled, pieces moved, the end
// missing.

#include <algorithm>
#include <string>

#include <rapidcheck.h>

namespace engine {

/// One to four accidents; `marks` are the characters that its format cares about.
inline std::string mutated(std::string text, const std::string& marks) {
    const auto below = [](std::size_t count) {
        return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, count));
    };
    for (std::size_t times = 1 + below(4); times > 0 && !text.empty(); --times) {
        const std::size_t at = below(text.size());
        const std::size_t begin = text.rfind('\n', at) + 1;
        const std::size_t length = text.find('\n', begin) - begin;
        switch (below(7)) {
            case 0:
                text[at] = static_cast<char>(below(256));
                break;
            case 1:
                text[at] = marks[below(marks.size())];
                break;
            case 2:
                text.resize(at);
                break;
            case 3:
                text.erase(begin, length);
                break;
            case 4:
                text.insert(begin, text.substr(begin, length) + "\n");
                break;
            case 5:  // a piece of it elsewhere
                text.insert(at, text.substr(below(text.size()), 30));
                break;
            default:
                text.erase(at, 6);
        }
    }
    return text;
}

}  // namespace engine
