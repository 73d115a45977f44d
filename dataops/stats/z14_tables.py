"""The tables of MIL-STD-105E for single sampling as printed; ANSI/ASQ Z1.4 prints the same ones.

A number stands where the table has a plan, v and ^ where it has an arrow to the plan below or above.

References
----------
MIL-STD-105E (1989), Sampling Procedures and Tables for Inspection by Attributes, tables I and II-A to II-C:
approved for public release, distribution unlimited.
"""

LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")

# Table I: the largest lot of each row, and the code letter for each level.
CODE_LETTERS = """
     8  A A A A A A B
    15  A A A A A B C
    25  A A B B B C D
    50  A B B C C D E
    90  B B C C C E F
   150  B B C D D F G
   280  B C D E E G H
   500  B C D E F H J
  1200  C C E F G J K
  3200  C D E G H K L
 10000  C D F G J L M
 35000  C D F H K M N
150000  D E G J L N P
500000  D E G J M P Q
     -  D E H K N Q R
"""

# Defective items, and from 15 on only defects, per hundred items.
AQLS = """
0.010 0.015 0.025 0.040 0.065 0.10 0.15 0.25 0.40 0.65 1.0 1.5 2.5 4.0 6.5 10 15 25 40 65 100 150 250 400 650 1000
"""

# Table II-A: letter, sample size, acceptance number for each AQL.
NORMAL = """
A    2  v  v  v  v  v  v  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  7 10 14 21 30
B    3  v  v  v  v  v  v  v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21 30 44
C    5  v  v  v  v  v  v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21 30 44  ^
D    8  v  v  v  v  v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21 30 44  ^  ^
E   13  v  v  v  v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21 30 44  ^  ^  ^
F   20  v  v  v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^
G   32  v  v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^
H   50  v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^
J   80  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^  ^
K  125  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
L  200  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
M  315  v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
N  500  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
P  800  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
Q 1250  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
R 2000  ^  ^  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
"""

# Table II-B. The letter S serves one arrow only.
TIGHTENED = """
A    2  v  v  v  v  v  v  v  v  v  v  v  v  v  v  v  v  v  v  1  2  3  5  8 12 18 27
B    3  v  v  v  v  v  v  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18 27 41
C    5  v  v  v  v  v  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18 27 41  ^
D    8  v  v  v  v  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18 27 41  ^  ^
E   13  v  v  v  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18 27 41  ^  ^  ^
F   20  v  v  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^
G   32  v  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^
H   50  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^
J   80  v  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^  ^
K  125  v  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
L  200  v  v  v  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
M  315  v  v  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
N  500  v  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
P  800  v  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
Q 1250  v  0  v  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
R 2000  0  ^  v  1  2  3  5  8 12 18  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
S 3150  ^  ^  1  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
"""

# Table II-C: acceptance numbers.
REDUCED = """
A    2  v  v  v  v  v  v  v  v  v  v  v  v  v  v  0  v  v  1  2  3  5  7 10 14 21 30
B    2  v  v  v  v  v  v  v  v  v  v  v  v  v  0  ^  v  0  1  2  3  5  7 10 14 21 30
C    2  v  v  v  v  v  v  v  v  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10 14 21  ^
D    3  v  v  v  v  v  v  v  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10 14 21  ^  ^
E    5  v  v  v  v  v  v  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10 14 21  ^  ^  ^
F    8  v  v  v  v  v  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^
G   13  v  v  v  v  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^
H   20  v  v  v  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^
J   32  v  v  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^  ^
K   50  v  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
L   80  v  v  v  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
M  125  v  v  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
N  200  v  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
P  315  v  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
Q  500  0  ^  v  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
R  800  ^  ^  0  1  1  2  3  5  7 10  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
"""

# Table II-C: rejection numbers; between the two the lot is accepted and normal inspection resumes.
REDUCED_REJECTION = """
A    2  v  v  v  v  v  v  v  v  v  v  v  v  v  v  1  v  v  2  3  4  6  8 11 15 22 31
B    2  v  v  v  v  v  v  v  v  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 11 15 22 31
C    2  v  v  v  v  v  v  v  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13 17 24  ^
D    3  v  v  v  v  v  v  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13 17 24  ^  ^
E    5  v  v  v  v  v  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13 17 24  ^  ^  ^
F    8  v  v  v  v  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^
G   13  v  v  v  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^
H   20  v  v  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^
J   32  v  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^  ^
K   50  v  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
L   80  v  v  v  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
M  125  v  v  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
N  200  v  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
P  315  v  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
Q  500  1  ^  v  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
R  800  ^  ^  2  3  4  5  6  8 10 13  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^  ^
"""
