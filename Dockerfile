# Headtune in a container, on the CPU:
#
#   docker build -t headtune .
#   docker run --rm -v "$PWD:/work" headtune train config.yaml -o runs/first
#
# and on an NVIDIA card of compute capability 3.7 to 8.9 (docs/gpu.md):
#
#   docker build --build-arg BACKEND=cuda -t headtune:cuda .
#   docker run --rm --gpus all -v "$PWD:/work" headtune:cuda train config.yaml -o runs/first --backend cuda
#
# docs/operations.md says more.
FROM eclipse-temurin:17-jdk-jammy AS build
# cpu or cuda
ARG BACKEND=cpu
# The natives for the CPU: -onednn, -onednn-avx2 or -onednn-avx512; the machine that runs the image must have them.
ARG VARIANT=-onednn-avx2
WORKDIR /src
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY src/main src/main
RUN if [ "$BACKEND" = cuda ]; then set -- -Pcuda -Dnd4j.variant=; else set -- "-Dnd4j.variant=$VARIANT"; fi && \
    ./mvnw -B -ntp "$@" resources:resources compiler:compile jar:jar dependency:copy-dependencies@lib

FROM eclipse-temurin:17-jre-jammy
# What the NVIDIA container toolkit brings in: the driver's library, and nvidia-smi.
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility CUDA_DEVICE_ORDER=PCI_BUS_ID
# OpenMP's runtime, which ND4J's natives are linked with, and a user who is not root.
RUN apt-get update && \
    apt-get install -y --no-install-recommends libgomp1 && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --create-home --uid 10001 headtune
COPY scripts/jvm.options /opt/headtune/
COPY --from=build /src/target/lib /opt/headtune/lib
COPY --from=build /src/target/headtune.jar /opt/headtune/
USER headtune
WORKDIR /work
ENTRYPOINT ["java", "@/opt/headtune/jvm.options", "-Dorg.bytedeco.javacpp.cachedir=/tmp/headtune-natives", "-jar", "/opt/headtune/headtune.jar"]
CMD ["--help"]
