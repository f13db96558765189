package com.blossomer.gtm.projections.search;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModelFactory;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * all-MiniLM-L6-v2, quantised, in this process: 384 dimensions, English first. LangChain4j's own model takes as many
 * threads as there are cores and lets them spin; this one is run by the thread that asks, and by no other.
 */
@Singleton
final class MiniLm implements Embedder.Source {

    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private final Path nativeDirectory;

    MiniLm(SearchSettings settings) {
        this.nativeDirectory = Path.of(settings.dir()).resolve("native").toAbsolutePath();
    }

    @Override
    public String name() {
        return "all-minilm-l6-v2-q";
    }

    @Override
    public int dimensions() {
        return 384;
    }

    @Override
    public Embedder load() {
        keepTheTokenizerQuiet();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions();
                InputStream model = resource(MODEL);
                InputStream tokenizer = resource(TOKENIZER)) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtSession session = environment.createSession(model.readAllBytes(), options);
            InOneThread embedding =
                    new InOneThread(new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN));
            return text -> embed(embedding, text);
        } catch (OrtException | IOException e) {
            throw new IndexUnavailable("the embedding model cannot be loaded: " + e.getMessage(), e);
        }
    }

    /**
     * The tokenizer's library asks a cloud's metadata service where it runs and reports that, unless told not to; it looks
     * for a graphics card; and it unpacks native code into the home directory, which a container may not have.
     */
    private void keepTheTokenizerQuiet() {
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
        if (System.getProperty("ENGINE_CACHE_DIR") == null) {
            System.setProperty("ENGINE_CACHE_DIR", nativeDirectory.toString());
        }
    }

    /** The files lie beside the classes of LangChain4j's model. */
    private static InputStream resource(String name) throws FileNotFoundException {
        InputStream stream = AllMiniLmL6V2QuantizedEmbeddingModelFactory.class.getResourceAsStream(name);
        if (stream == null) {
            throw new FileNotFoundException(name + " is not on the class path");
        }
        return stream;
    }

    private static Optional<Embedding> embed(InOneThread model, String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Embedding.of(model.embed(text).content().vector()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no word in it
        }
    }

    private static final class InOneThread extends AbstractInProcessEmbeddingModel {

        private final OnnxBertBiEncoder encoder;

        InOneThread(OnnxBertBiEncoder encoder) {
            super(Runnable::run);
            this.encoder = encoder;
        }

        @Override
        protected OnnxBertBiEncoder model() {
            return encoder;
        }
    }
}
