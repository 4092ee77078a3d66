using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Tests.Pipeline.Configuration;

public sealed class EndpointAddressTests
{
    [Theory]
    [InlineData("http://me:hush@host/v1")]
    [InlineData("http://me@host/v1")]
    [InlineData("https://host/v1?key=hush")]
    [InlineData("https://host/v1?a=b&API_KEY=hush")]
    [InlineData("https://host/v1?access%5Ftoken=hush")]
    [InlineData("https://host/v1?sig=hush")]
    [InlineData("https://host/v1?X-Amz-Signature=hush")]
    [InlineData("https://host/v1?client_secret=hush")]
    [InlineData("https://host/v1?subscription-key=hush")]
    [InlineData("https://host/v1#access_token=hush")]
    public void ASecretInAnAddressIsFoundAndNotRepeated(string address)
    {
        string? found = EndpointAddress.FindSecret(new Uri(address));
        Assert.NotNull(found);
        Assert.DoesNotContain("hush", found, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", EndpointAddress.Show(new Uri(address)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://host/openai/deployments/d?api-version=2024-10-21")]
    [InlineData("http://127.0.0.1:8080/v1")]
    [InlineData("http://[::1]:8080/v1?deployment=a")]
    public void AnAddressWithoutSecretsPasses(string address) =>
        Assert.Null(EndpointAddress.FindSecret(new Uri(address)));

    [Fact]
    public void AQueryStaysBehindWhatIsAsked() => Assert.Equal(
        "https://host/d/chat/completions?api-version=2024-10-21",
        EndpointAddress.Below(new Uri("https://host/d/?api-version=2024-10-21"), "/chat/completions").AbsoluteUri);
}
