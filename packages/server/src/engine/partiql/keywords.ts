/**
 * The words of PartiQL that are no names unless quoted: those of SQL-92 and PartiQL's own, from the
 * open specification's reference implementation. DynamoDB's own reserved words are no part of it.
 */
export const keywords: ReadonlySet<string> = new Set(
  `absolute action add all allocate alter and any are as asc assertion at authorization avg begin
  between bit bit_length by cascade cascaded case cast catalog char character character_length
  char_length check close coalesce collate collation column commit connect connection constraint
  constraints continue convert corresponding count create cross current current_date current_time
  current_timestamp current_user cursor date deallocate dec decimal declare default deferrable
  deferred delete desc describe descriptor diagnostics disconnect distinct domain double drop else
  end escape except exception exec execute exists external extract date_add date_diff false fetch
  first float for foreign found from full get global go goto grant group having identity immediate
  in indicator initially inner input insensitive insert int integer intersect interval into is
  isolation join key language last left level like local lower match max min module names national
  natural nchar next no not null nullif numeric octet_length of on only open option or order outer
  output overlaps pad partial position precision prepare preserve primary prior privileges
  procedure public read real references relative restrict revoke right rollback rows schema scroll
  section select session session_user set size smallint some space sql sqlcode sqlerror sqlstate
  substring sum system_user table temporary then time timestamp to transaction translate
  translation trim true union unique unknown update upper usage user using value values varchar
  varying view when whenever where with work write zone can_cast can_lossless_cast missing pivot
  unpivot limit offset tuple remove index let integer2 int2 integer4 int4 integer8 int8 bigint
  conflict do nothing returning modified new old bool boolean string symbol clob blob struct list
  sexp bag`.split(/\s+/),
)

/** Keywords that may be called like functions. */
export const functionKeywords: ReadonlySet<string> = new Set(
  `exists count avg max min sum substring char_length character_length octet_length bit_length
  upper lower size sexp list bag`.split(/\s+/),
)

/** Pairs of keywords that are one. */
export const pairs: ReadonlySet<string> = new Set([
  'not in',
  'is not',
  'not between',
  'not like',
  'insert into',
  'on conflict',
  'do nothing',
  'modified old',
  'modified new',
  'all old',
  'all new',
  'character varying',
  'double precision',
])

/** Keywords that are operators between or before operands. */
export const operatorKeywords: ReadonlySet<string> = new Set(
  'and or not is in between like|is not|not in|not between|not like'
    .split('|')
    .flatMap((part, at) => (at === 0 ? part.split(' ') : [part])),
)

/** The names of types that may follow IS, with the names that the service shows. */
export const typeNames: ReadonlyMap<string, string> = new Map(
  (
    'missing null boolean smallint integer4 integer8 integer float real double_precision decimal ' +
    'numeric timestamp date time character character_varying string symbol clob blob struct tuple ' +
    'list sexp bag varchar=character_varying char=character dec=decimal int=integer int2=smallint ' +
    'integer2=smallint int4=integer4 int8=integer8 bigint=integer8 bool=boolean'
  )
    .split(' ')
    .map((entry) => {
      const [name, shown] = entry.split('=') as [string, string?]
      return [name.replace('_', ' '), (shown ?? name).toUpperCase()]
    }),
)
