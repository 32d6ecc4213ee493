using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>Which files a fix may change. It goes by names: those that tools and providers look for.</summary>
public static class PathPolicy
{
    private const RegexOptions Form = RegexOptions.NonBacktracking | RegexOptions.IgnoreCase;

    // What a test runner reads wherever it lies: a new one decides what all tests do, too.
    private static readonly Regex s_testConfiguration = new(
        @"(?:^|/)(?:conftest\.py|\.?pytest\.ini|\.mocharc[^/]*|junit-platform\.properties|karma\.conf\.[cm]?[jt]s"
            + @"|phpunit\.xml(?:\.dist)?|testng\.xml|xunit\.runner\.json|\.rspec|[^/]*\.runsettings)$",
        Form);

    private static readonly (PathKind Kind, Regex Form)[] s_forms =
    [
        (PathKind.Pipeline, new(
            @"^(?:\.github|\.gitlab|\.circleci|\.buildkite|\.azure-pipelines|\.azuredevops|\.woodpecker|\.gitea"
                + @"|\.forgejo|\.teamcity|\.husky|\.githooks|\.devcontainer|\.vscode|\.idea)/"
                + @"|(?:^|/)(?:\.gitlab-ci[^/]*\.ya?ml|azure-pipelines[^/]*\.ya?ml|bitbucket-pipelines\.ya?ml"
                + @"|\.travis\.ya?ml|\.drone\.ya?ml|\.woodpecker\.ya?ml|appveyor\.ya?ml|cloudbuild\.ya?ml"
                + @"|buildspec[^/]*\.ya?ml|Jenkinsfile[^/]*|CODEOWNERS|\.pre-commit-config\.yaml|\.gitattributes"
                + @"|\.gitmodules|renovate\.json5?|dependabot\.ya?ml)$", Form)),
        (PathKind.Secret, new(
            @"(?:^|/)(?:\.env(?:\.[^/]*)?|\.envrc|\.netrc|\.npmrc|\.pypirc|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)"
                + @"|credentials|secrets?\.(?:ya?ml|json|toml|properties)|kubeconfig"
                + @"|[^/]*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|tfvars))$"
                + @"|(?:^|/)\.(?:ssh|aws|gnupg|docker)/",
            Form)),
        (PathKind.LockFile, new(
            @"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Gemfile\.lock"
                + @"|composer\.lock|Cargo\.lock|poetry\.lock|Pipfile\.lock|uv\.lock|go\.sum|packages\.lock\.json"
                + @"|gradle\.lockfile|mix\.lock|pubspec\.lock|flake\.lock|Package\.resolved|paket\.lock"
                + @"|project\.assets\.json)$", Form)),
        (PathKind.Test, new(
            @"(?:^|/)(?:tests?|__tests__|testdata|__snapshots__|spec|e2e|cypress|fixtures)/"
                + @"|(?:^|/)src/(?:[a-z]*test[a-z]*)/"
                + @"|(?:^|/)(?:test_[^/]+|[^/]+_test|conftest)\.(?:py|go|rb|dart|exs)$"
                + @"|(?:^|/)[^/]+[._-](?:test|spec)s?\.(?:[cm]?[jt]sx?|py|rb|dart|snap)$"
                + @"|(?:^|/)[^/]*[._-]tests?/", Form)),
        // Case tells a test from a word that ends so: OrderTest.java, not Contest.java; ShopTests/, not contests/.
        (PathKind.Test, new(
            @"(?:^|/)[A-Za-z0-9_]*[a-z0-9_](?:Test|Tests|TestCase|Spec|IT)"
                + @"\.(?:java|kt|cs|scala|groovy|php|swift|fs|vb)$"
                + @"|(?:^|/)[^/]*[a-z0-9]Tests?/",
            RegexOptions.NonBacktracking)),
        (PathKind.Test, s_testConfiguration),
    ];

    private static readonly FrozenSet<string> s_buildFiles = new[]
    {
        "pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "gradle.properties",
        "gradlew", "gradlew.bat", "mvnw", "mvnw.cmd", "build.sbt", "build.xml", "ivy.xml", "package.json", "makefile",
        "gnumakefile", "cmakelists.txt", "dockerfile", "containerfile", "docker-compose.yml", "docker-compose.yaml",
        "compose.yml", "compose.yaml", "setup.py", "setup.cfg", "pyproject.toml", "tox.ini", "noxfile.py", "pipfile",
        "requirements.txt", "go.mod", "go.work", "cargo.toml", "build.rs", "gemfile", "rakefile", "composer.json",
        "directory.build.props", "directory.build.targets", "directory.packages.props", "nuget.config", "global.json",
        "gruntfile.js", "gulpfile.js", "justfile", "taskfile.yml", "build.sh", "procfile",
    }.ToFrozenSet();

    private static readonly Regex s_buildForm = new(
        @"\.(?:[a-z]*proj|sln|slnx|props|targets|rsp|gradle|mk|cmake)$|(?:^|/)(?:\.mvn|gradle/wrapper|buildSrc)/"
            + @"|(?:^|/)(?:webpack|vite|rollup|babel|eslint|next|nuxt|esbuild|tsup)\.config\.[cm]?[jt]s$"
            + @"|(?:^|/)(?:jest|vitest|playwright|cypress)\.(?:config|workspace)\.(?:[cm]?[jt]s|json)$"
            + @"|(?:^|/)[Dd]ockerfile\.[^/]+$",
        Form);

    public static PathKind Of(string path)
    {
        foreach (var (kind, form) in s_forms)
        {
            if (form.IsMatch(path))
            {
                return kind;
            }
        }

        var name = path[(path.LastIndexOf('/') + 1)..].ToLowerInvariant();
        return s_buildFiles.Contains(name) || s_buildForm.IsMatch(path) ? PathKind.BuildScript : PathKind.Ordinary;
    }

    /// <summary>
    /// Whether a file decides which tests are run, and how: with another one, tests that pass show nothing of the code.
    /// </summary>
    public static bool DecidesTests(string path) =>
        Of(path) == PathKind.BuildScript || s_testConfiguration.IsMatch(path);

    /// <summary>Why a fix may not touch a file; null if it may.</summary>
    /// <param name="isNew">Whether the file is made by the fix: a test that did not exist takes nothing away.</param>
    public static string? Refusal(string path, bool isNew) => Of(path) switch
    {
        PathKind.Test when s_testConfiguration.IsMatch(path) =>
            "the file decides how tests are run; a fix does not change what shows that it is one.",
        PathKind.Test when !isNew => "the file is a test; a fix does not change what shows that it is one.",
        PathKind.Pipeline => "the file belongs to the repository's pipelines and hooks, which run with its secrets.",
        PathKind.LockFile => "the file is written by a package manager, not by hand.",
        PathKind.Secret => "the file holds secrets as a rule.",
        _ => null,
    };
}
