"""Legal forms of companies as they end a name, in the countries a German company sells to."""

from __future__ import annotations

import re

# Folded, as words; single letters stand where people write dots or blanks between them. Longest first.
_FORMS = """
gesellschaft mit beschraenkter haftung
ug haftungsbeschraenkt
unternehmergesellschaft haftungsbeschraenkt
haftungsbeschraenkt
eingetragene kauffrau
eingetragener kaufmann
eingetragener verein
kommanditgesellschaft auf aktien
kommanditgesellschaft
aktiengesellschaft
unternehmergesellschaft
societa per azioni
societe anonyme
sp z o o
spolka z o o
spol s r o
ges m b h
m b h
g m b h
k g a a
o h g
g b r
s a r l
s a s u
s a s
s r l
s r o
s p a
d o o
e k fm
e kfm
e kfr
e v
e g
e k
e u
a g
k g
u g
s e
s a
s l
b v
n v
a s
a b
v o f
l l c
l l p
p l c
p t y
gesmbh
gmbh
mbh
kgaa
ohg
gbr
ekfm
ekfr
ek
ev
eg
eu
ag
kg
ug
se
sarl
sasu
sas
srl
sro
spa
doo
spzoo
sa
sl
bv
bvba
sprl
nv
vof
oy
oyj
ab
aps
asa
kft
zrt
nyrt
ltda
lda
eirl
eurl
sca
plc
llp
llc
ltd
limited
inc
incorporated
corp
corporation
company
pty
co
"""
LEGAL_FORM = re.compile(
    r"(?<= )(?:" + "|".join(sorted({form for form in _FORMS.split("\n") if form}, key=len, reverse=True)) + r")(?= )"
)
