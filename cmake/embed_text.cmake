# Writes IN as a C++ raw string literal to OUT.
file(READ ${IN} text)
file(WRITE ${OUT} "R\"__sql__(${text})__sql__\"\n")
