# What a visitor is sent; sourced.

# The page into $work/page, its headers into $work/headers; fails unless it is 200.
get_page() { curl -fsS -m 10 -D "$work/headers" -o "$work/page" "$GATEWAY/"; }

part_is() { # UPSTREAM SOURCE: whether that part of the latest page came from there
  grep -Eiq "^server-timing:(.*,)? *$1;dur=[0-9.]+;desc=\"$2" "$work/headers"
}

whole_page() { get_page && part_is promo fresh && part_is recommendation fresh; }

lacks() { # UPSTREAM: whether the page comes with a fallback for this part
  get_page && part_is "$1" fallback
}
