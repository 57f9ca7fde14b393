package org.headtune.artifact;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Names for what Jackson has no rule of its own: enum constants in lower case, and the records that
 * implement a sealed interface by their simple name in snake_case under the key {@code kind}. Only
 * the permitted records can be named, so no class name ever comes from a file.
 */
final class JsonNames extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;
  private static final JsonTypeInfo.Value BY_KIND =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "kind", null, false, true, true);

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] values, String[] names) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }

  @Override
  public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
    return annotated instanceof AnnotatedClass && isSealedOrPermitted(annotated.getRawType())
        ? BY_KIND
        : super.findPolymorphicTypeInfo(config, annotated);
  }

  private static boolean isSealedOrPermitted(Class<?> type) {
    return type.isSealed() || Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
  }

  @Override
  public List<NamedType> findSubtypes(Annotated annotated) {
    Class<?> type = annotated.getRawType();
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .map(permitted -> new NamedType(permitted, name(permitted)))
            .toList()
        : super.findSubtypes(annotated);
  }

  @Override
  public String findTypeName(AnnotatedClass type) {
    return isSealedOrPermitted(type.getRawType()) ? name(type.getRawType()) : null;
  }

  private static String name(Class<?> type) {
    return SnakeCaseStrategy.INSTANCE.translate(type.getSimpleName());
  }
}
