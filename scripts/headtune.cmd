@echo off
rem Starts Headtune on Windows; builds it first where it is not built yet or its sources are newer than the build.
rem
rem   scripts\headtune COMMAND ...
rem
rem Reads JAVA_HOME, OMP_NUM_THREADS, HEADTUNE_HOME (default: .headtune at the root of the checkout) and, in place of
rem the --memory of scripts/headtune, HEADTUNE_MEMORY: megabytes for the whole process. With HEADTUNE_PARQUET=1 the
rem build reads Parquet.
setlocal EnableExtensions DisableDelayedExpansion
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
if not defined HEADTUNE_HOME set "HEADTUNE_HOME=%ROOT%\.headtune"
set "APP=%HEADTUNE_HOME%\app\windows-x86_64-onednn-avx2"
set "PROFILE="
if "%HEADTUNE_PARQUET%"=="1" set "PROFILE=-Pparquet"
if "%HEADTUNE_PARQUET%"=="1" set "APP=%APP%-parquet"
set "LOG=%HEADTUNE_HOME%\build.log"
if not exist "%HEADTUNE_HOME%" mkdir "%HEADTUNE_HOME%"

set "JAVA=java.exe"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -XshowSettings:properties -version >"%HEADTUNE_HOME%\java.txt" 2>&1
if errorlevel 1 (
  >&2 echo error: no Java found, neither in JAVA_HOME nor on the PATH: install a JDK 17 or newer
  exit /b 2
)
for /f "tokens=3" %%V in ('findstr /c:"java.specification.version =" "%HEADTUNE_HOME%\java.txt"') do set "MAJOR=%%V"
if "%MAJOR:~0,2%"=="1." set "MAJOR=%MAJOR:~2%"
if %MAJOR% LSS 17 (
  >&2 echo error: "%JAVA%" is Java %MAJOR% and Headtune needs 17 or newer: install a newer JDK or point JAVA_HOME at one
  exit /b 2
)

call :is_built || call :build || exit /b 1

set "REASON=OMP_NUM_THREADS"
if not defined OMP_NUM_THREADS call :choose_threads
set "FLAGS="
if %MAJOR% GEQ 24 set "FLAGS=--sun-misc-unsafe-memory-access=allow"
if defined HEADTUNE_MEMORY call :choose_memory
"%JAVA%" "@%ROOT%\scripts\jvm.options" %FLAGS% "-Dorg.bytedeco.javacpp.cachedir=%HEADTUNE_HOME%\natives" ^
  "-Dheadtune.threads.reason=%REASON%" -jar "%APP%\headtune.jar" %*
exit /b %ERRORLEVEL%

:is_built
if not exist "%APP%\headtune.jar" exit /b 1
powershell -NoProfile -Command "$built = (Get-Item -LiteralPath \"$env:APP\headtune.jar\").LastWriteTime; $new = Get-ChildItem -Recurse -LiteralPath \"$env:ROOT\pom.xml\", \"$env:ROOT\src\main\" | Where-Object LastWriteTime -gt $built; if ($new) { exit 1 }"
exit /b %ERRORLEVEL%

:build
>&2 echo headtune: building once for windows-x86_64-onednn-avx2 (downloads about 230 MB the first time); log: %LOG%
set "STAGING=%HEADTUNE_HOME%\building"
if exist "%STAGING%" rmdir /s /q "%STAGING%"
pushd "%ROOT%"
call mvnw.cmd -B -ntp %PROFILE% "-DbuildDirectory=%STAGING%" "-Dnd4j.platform=windows-x86_64" "-Dnd4j.variant=-onednn-avx2" ^
  resources:resources compiler:compile jar:jar dependency:copy-dependencies@lib >"%LOG%" 2>&1
set "RESULT=%ERRORLEVEL%"
popd
if not "%RESULT%"=="0" (
  >&2 echo error: the build failed; its log is "%LOG%"
  exit /b 1
)
if exist "%APP%" rmdir /s /q "%APP%"
mkdir "%APP%"
move "%STAGING%\lib" "%APP%\lib" >nul && move "%STAGING%\headtune.jar" "%APP%" >nul && rmdir /s /q "%STAGING%"
exit /b %ERRORLEVEL%

:choose_threads
set /a "OMP_NUM_THREADS=NUMBER_OF_PROCESSORS-1"
set "REASON=%NUMBER_OF_PROCESSORS% cores, one left to Java"
if %OMP_NUM_THREADS% LSS 1 set "OMP_NUM_THREADS=1" & set "REASON=1 core"
if %OMP_NUM_THREADS% GTR 8 set "OMP_NUM_THREADS=8" & set "REASON=%NUMBER_OF_PROCESSORS% cores, capped at 8"
exit /b 0

:choose_memory
set /a "HALF=HEADTUNE_MEMORY/2"
set "FLAGS=%FLAGS% -Xmx%HALF%m -Dorg.bytedeco.javacpp.maxbytes=%HALF%m"
set "FLAGS=%FLAGS% -Dorg.bytedeco.javacpp.maxphysicalbytes=%HEADTUNE_MEMORY%m -Dheadtune.memory=%HEADTUNE_MEMORY%m"
exit /b 0
