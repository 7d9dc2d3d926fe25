// The language a workspace mostly writes in: search reduces words to their stems by its rules. `other` is for languages
// without such rules here: words are found as they are written.
#pragma once
#include <boost/describe/enum.hpp>

namespace wardroom::workspace {

enum class Language {
  arabic,
  danish,
  dutch,
  english,
  finnish,
  french,
  german,
  greek,
  hungarian,
  italian,
  norwegian,
  other,
  portuguese,
  romanian,
  russian,
  spanish,
  swedish,
  turkish,
};
BOOST_DESCRIBE_ENUM(Language, arabic, danish, dutch, english, finnish, french, german, greek, hungarian, italian,
                    norwegian, other, portuguese, romanian, russian, spanish, swedish, turkish)

}  // namespace wardroom::workspace
