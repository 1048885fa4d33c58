// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {CarbonToken} from "../src/CarbonToken.sol";
import {ZeroAddress} from "../src/Errors.sol";
import {Platform} from "./support/Platform.sol";
import {vm} from "./support/Test.sol";

contract CarbonTokenTest is Platform {
    function test_isCarbonWith18Decimals() public view {
        vm.assertEq(token.name(), "EcoCoin Carbon");
        vm.assertEq(token.symbol(), "CARBON");
        vm.assertEq(token.decimals(), 18);
        vm.assertEq(token.totalSupply(), 0);
    }

    function test_refusesAnAdminOfZero() public {
        vm.expectRevert(ZeroAddress.selector);
        new CarbonToken(address(0));
    }

    function test_refusesToMintForWhoHasNoRole() public {
        expectMissingRole(admin, "MINTER_ROLE");
        vm.prank(admin);
        token.mint(alice, 1);
    }

    function test_burnsOfTheCallerAlone() public {
        fundCarbon(alice, 10e18);
        vm.prank(alice);
        token.approve(bob, 10e18);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, bob, 0, 1));
        vm.prank(bob);
        token.burn(1);
        vm.prank(alice);
        token.burn(4e18);
        vm.assertEq(token.balanceOf(alice), 6e18);
        vm.assertEq(token.totalSupply(), 6e18);
    }

    function test_pauseStopsTransfersMintingAndBurning() public {
        fundCarbon(alice, 10e18);
        vm.prank(pauser);
        token.pause();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        vm.prank(alice);
        token.transfer(bob, 1);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        vm.prank(alice);
        token.burn(1);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        vm.prank(issuer);
        token.mint(alice, 1);
        vm.prank(pauser);
        token.unpause();
        vm.prank(alice);
        token.transfer(bob, 1);
        vm.assertEq(token.balanceOf(bob), 1);
    }

    function test_refusesToPauseForWhoHasNoRole() public {
        expectMissingRole(admin, "PAUSER_ROLE");
        vm.prank(admin);
        token.pause();
        vm.prank(pauser);
        token.pause();
        expectMissingRole(admin, "PAUSER_ROLE");
        vm.prank(admin);
        token.unpause();
    }

    function test_permitServesOnceAndOnThisChainOnly() public {
        bytes32 digest = permitDigest(alice, bob, 5e18, 0, START + 60, block.chainid);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ALICE_KEY, digest);
        token.permit(alice, bob, 5e18, START + 60, v, r, s);
        vm.assertEq(token.allowance(alice, bob), 5e18);
        vm.expectRevert();
        token.permit(alice, bob, 5e18, START + 60, v, r, s);

        (v, r, s) = vm.sign(ALICE_KEY, permitDigest(alice, bob, 7e18, 1, START + 60, block.chainid + 1));
        vm.expectRevert();
        token.permit(alice, bob, 7e18, START + 60, v, r, s);

        vm.warp(START + 61);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, START + 60));
        token.permit(alice, bob, 5e18, START + 60, v, r, s);
    }

    function testFuzz_supplyIsMintedLessBurnt(uint128 minted, uint128 burnt) public {
        vm.assume(burnt <= minted);
        fundCarbon(alice, minted);
        vm.prank(alice);
        token.burn(burnt);
        vm.assertEq(token.totalSupply(), uint256(minted) - burnt);
    }

    function permitDigest(address owner, address spender, uint256 value, uint256 nonce, uint256 deadline, uint256 chainId)
        private
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("EcoCoin Carbon"),
                keccak256("1"),
                chainId,
                address(token)
            )
        );
        bytes32 message = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                owner,
                spender,
                value,
                nonce,
                deadline
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }
}
