package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinksTest {

    private static final URI URL = URI.create("https://harbor.example/en/");

    @ParameterizedTest
    @CsvSource({
        "Pricing,PRICING",
        "/plans/,PRICING",
        "/success-stories,CUSTOMERS",
        "About us,ABOUT",
        "How it works,PRODUCT",
        "/use_cases/retail,PRODUCT",
        "Contact us,CONTACT",
        "Sign in,ACCOUNT",
        "Impressum,LEGAL",
        "/jobs,CAREERS",
        "https://linkedin.com/company-x,SOCIAL",
        "/blog/2024,RESOURCE"
    })
    void a_links_words_say_what_it_leads_to(String words, LinkKind kind) {
        assertThat(LinkKind.in(words)).contains(kind);
    }

    @Test
    void words_inside_other_words_say_nothing() {
        assertThat(LinkKind.in("planshet aboutness tourism /reproductions")).isEmpty();
    }

    @Test
    void the_most_telling_pages_of_the_site_are_chosen_one_of_each_kind_first() {
        List<URI> chosen = telling("""
                <a href="/en/">Home</a> <a href="#pricing">Pricing</a> <a href="/pricing">Pricing</a>
                <a href="/plans?ref=x">Plans</a> <a href="/products/air">Air freight</a> <a href="/products">Products</a>
                <a href="https://other.example/about">About</a> <a href="/about">About us</a>
                <a href="/customers.pdf">Customers</a> <a href="/blog/our-platform">Our platform</a>
                <a href="https://www.harbor.example/customers">Customers</a> <a href="mailto:a@b.example">About</a>
                <a href="http://[broken">Pricing</a>""", 4);

        assertThat(chosen).extracting(URI::getPath).containsExactly("/pricing", "/customers", "/about", "/products");
    }

    @Test
    void a_page_without_telling_links_leads_nowhere() {
        assertThat(telling("<a href='/login'>Log in</a><a href='/x'>Company news</a><a>Pricing</a>", 4))
                .isEmpty();
    }

    private static List<URI> telling(String html, int max) {
        return Links.telling(Extractor.parse(html, URL), URL, max);
    }
}
