using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class BoundedAnswersTests
{
    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task AnAnswerThatIsTooLongIsNotRead(int length, bool isRead)
    {
        await using FakeEndpoint server = new((_, _) => new() { Body = new string('x', length) });
        using HttpClient http = new(new BoundedAnswers(new SocketsHttpHandler(), mostBytes: 1000));
        using StringContent body = new("{}");
        Task<HttpResponseMessage> asking = http.PostAsync(server.Address, body);
        if (isRead)
        {
            using HttpResponseMessage answer = await asking;
            Assert.Equal(length, (await answer.Content.ReadAsStringAsync()).Length);
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => asking);
        }
    }
}
