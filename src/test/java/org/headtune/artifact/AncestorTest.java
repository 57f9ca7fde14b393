package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headtune.artifact.Ancestor.Finding;
import org.headtune.artifact.Provenance.Parent;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AncestorTest {
  @TempDir Path folder;

  private Path model(String name, Parent parent) throws IOException {
    Path zip = folder.resolve(name);
    Files.createDirectories(zip.getParent());
    Provenance from = Networks.provenance();
    Provenance provenance =
        new Provenance(
            from.tool(),
            from.java(),
            from.os(),
            from.backend(),
            from.blas(),
            from.threads(),
            from.seed(),
            from.configSha256(),
            from.dataSha256(),
            parent);
    ModelZip.write(zip, Networks.linear(), Networks.card(Shape.row(4), provenance));
    return zip;
  }

  private static Parent parent(String path, Path file) {
    return new Parent(path, Sha256.of(file));
  }

  private static List<Ancestor> ancestors(Path zip) {
    return Ancestor.of(ModelFile.read(zip));
  }

  @Test
  void a_chain_is_followed_to_its_first_model() throws IOException {
    Path plain = ForeignNetworks.save(folder.resolve("plain.zip"), ForeignNetworks.dense());
    Path first = model("first/model.zip", parent(plain.toString(), plain));
    Path second = model("second/model.zip", parent("../first", first));
    Path third = model("third.zip", parent("second/model.zip", second));

    List<Ancestor> found = ancestors(third);

    assertThat(found).extracting(Ancestor::finding).containsOnly(Finding.VERIFIED).hasSize(3);
    assertThat(found)
        .extracting(Ancestor::path)
        .containsExactly("second/model.zip", "../first", plain.toString());
    assertThat(found.get(1).sha256()).isEqualTo(Sha256.of(first));
  }

  @Test
  void a_parent_that_is_gone_or_another_is_told_and_ends_the_chain() throws IOException {
    Path first = model("first.zip", null);
    Path second = model("second.zip", parent("first.zip", first));
    Path third = model("third.zip", parent("second.zip", second));

    Files.delete(first);
    assertThat(ancestors(third))
        .extracting(Ancestor::finding)
        .containsExactly(Finding.VERIFIED, Finding.MISSING);
    model("second.zip", null);
    assertThat(ancestors(third)).extracting(Ancestor::finding).containsExactly(Finding.CHANGED);
    Files.writeString(second, "no model");
    assertThat(ancestors(third)).extracting(Ancestor::finding).containsExactly(Finding.UNREADABLE);
  }

  @Test
  void a_model_that_names_itself_ends_the_chain() throws IOException {
    Path zip = model("own.zip", new Parent("own.zip", "00"));
    assertThat(ancestors(zip)).extracting(Ancestor::finding).containsExactly(Finding.CHANGED);
  }

  @Test
  void a_path_that_a_forger_chose_is_not_waited_for() throws IOException {
    for (String path : List.of("/dev/zero", "a\0b", "", ".", "x".repeat(5000))) {
      Path zip = model("forged.zip", new Parent(path, "00"));
      assertThat(ancestors(zip)).extracting(Ancestor::finding).containsExactly(Finding.MISSING);
    }
  }
}
